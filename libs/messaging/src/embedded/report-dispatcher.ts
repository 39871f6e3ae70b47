import type { EngineReport } from '@daybook/contracts';
import { DomainError } from '@daybook/event-sourcing';
import type { ConsumerState } from '../consumer/consumer-state.port.js';
import { attempt, type RetryPolicy } from '../consumer/retry.js';
import { checkEngineReport } from '../validation/engine-report.check.js';

export type ReportHandler = Readonly<{ consumer: string; handle: (report: EngineReport) => Promise<void> }>;

/** Hands engines' reports to their handlers: one after the other within a run, a deployment or an engine. */
export class ReportDispatcher {
  private readonly tails = new Map<string, Promise<void>>();
  private readonly sequences = new Map<string, number>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly handlers: ReadonlyMap<string, readonly ReportHandler[]>,
    private readonly state: ConsumerState,
    private readonly policy: RetryPolicy,
  ) {}

  dispatch(message: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return Promise.resolve();
    const checked = checkEngineReport(message);
    if (!checked.ok) {
      this.bury('engine-reports', 'malformed', message, 'malformed-report', checked.problem, 0);
      return Promise.resolve();
    }
    const { report } = checked;
    const key = keyOf(report);
    const tail = (this.tails.get(key) ?? Promise.resolve()).then(() => this.handle(key, report));
    this.tails.set(key, tail);
    void tail.finally(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    return tail;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.tails.values());
  }

  private async handle(key: string, report: EngineReport): Promise<void> {
    if (this.isDuplicate(report)) return;
    for (const { consumer, handle } of this.handlers.get(report.type) ?? []) {
      const outcome = await attempt(() => handle(report), this.policy, this.stopping.signal);
      if (outcome.ok || outcome.aborted) continue;
      const code = outcome.error instanceof DomainError ? outcome.error.code : 'unexpected-error';
      this.bury(consumer, key, report, code, String(outcome.error), outcome.attempts);
    }
  }

  private isDuplicate(report: EngineReport): boolean {
    if (!('sequence' in report)) return false;
    const attemptKey = `${report.runId}/${report.attempt}/${report.engineId}`;
    if (report.sequence <= (this.sequences.get(attemptKey) ?? 0)) return true;
    if (report.type === 'completed' || report.type === 'failed' || report.type === 'canceled') this.sequences.delete(attemptKey);
    else this.sequences.set(attemptKey, report.sequence);
    return false;
  }

  private bury(consumer: string, key: string, message: unknown, code: string, reason: string, attempts: number): void {
    const type = `engine-report.${(message as { type?: string } | null)?.type ?? 'unknown'}`;
    this.state.bury({ consumer, key, type, position: null, message, code, reason, attempts, at: new Date().toISOString() });
  }
}

const keyOf = (report: EngineReport): string => {
  if ('runId' in report) return `run:${report.runId}`;
  return 'deploymentId' in report ? `deployment:${report.deploymentId}` : `engine:${report.engineId}`;
};
