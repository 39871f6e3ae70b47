import type { EngineCommand, RunReport } from '@daybook/contracts';
import { observed, traced, type Work } from '@daybook/event-store';
import type { EngineReportSender } from '@daybook/messaging';
import type { EngineConfig } from '../engine.config.js';
import { AttemptProcess, type AttemptOptions } from './attempt-process.js';
import { isFinal, type TrainerOrder, type TrainerReport } from './trainer.messages.js';

type Train = Extract<EngineCommand, { type: 'train' }>;
type Cancel = Pick<Extract<EngineCommand, { type: 'cancel' }>, 'runId' | 'attempt' | 'traceparent'>;
type TrainingJob = Extract<TrainerOrder, { type: 'train' }>['job'];
type Attempt = Readonly<{ runId: string; attempt: number }>;
/** What the reports of an attempt have in common: its trace, and the number of the first. */
type Thread = Readonly<{ traceparent: string | undefined; first?: number }>;
type Slot = { readonly attempt: number; readonly process: AttemptProcess };

const cancelGraceMs = 10_000;

/** The attempts that this engine works on. A newer attempt of the same run ends the older one. */
export class TrainingSlots {
  private readonly slots = new Map<string, Slot>();

  constructor(
    private readonly config: Pick<EngineConfig, 'engineId' | 'artifacts'>,
    private readonly reports: EngineReportSender,
    private readonly processes: Partial<Pick<AttemptOptions, 'cancelGraceMs' | 'program'>> = {},
  ) {}

  running(): readonly { runId: string; attempt: number }[] {
    return [...this.slots].map(([runId, { attempt }]) => ({ runId, attempt }));
  }

  train({ type: _type, engineId: _engineId, traceparent, ...job }: Train): void {
    const present = this.slots.get(job.runId);
    if (present !== undefined && present.attempt >= job.attempt) return;
    present?.process.kill();
    const attributes = { runId: job.runId, attempt: job.attempt };
    const work: Work = { kind: 'attempt', name: 'attempt', attributes, traceparent };
    void observed(work, () => this.begin(job, work));
  }

  /** Resolves when the attempt's process has ended. */
  private begin(job: TrainingJob, { traceparent }: Work): Promise<void> {
    const send = this.senderFor(job, { traceparent });
    const attemptProcess = new AttemptProcess({
      order: { type: 'train', job, artifacts: this.config.artifacts },
      report: (report) => {
        send(report);
        if (isFinal(report)) this.free(job.runId, job.attempt);
      },
      cancelGraceMs,
      ...this.processes,
    });
    this.slots.set(job.runId, { attempt: job.attempt, process: attemptProcess });
    send({ type: 'accepted' });
    return attemptProcess.ended;
  }

  cancel({ runId, attempt, traceparent }: Cancel): void {
    const slot = this.slots.get(runId);
    if (slot !== undefined && slot.attempt === attempt) return slot.process.cancel();
    // It has ended here, or never began: there is nothing to stop.
    if (slot === undefined) this.senderFor({ runId, attempt }, { traceparent, first: Number.MAX_SAFE_INTEGER })({ type: 'canceled' });
  }

  async stop(): Promise<void> {
    const processes = [...this.slots.values()].map(({ process }) => process);
    this.slots.clear();
    for (const attemptProcess of processes) attemptProcess.kill();
    await Promise.all(processes.map(({ ended }) => ended));
  }

  private free(runId: string, attempt: number): void {
    if (this.slots.get(runId)?.attempt === attempt) this.slots.delete(runId);
  }

  private senderFor({ runId, attempt }: Attempt, { traceparent, first = 1 }: Thread): (report: TrainerReport) => void {
    let sequence = first;
    let last: Promise<void> = Promise.resolve();
    return (report) => {
      const at = new Date().toISOString();
      const own = { runId, attempt, engineId: this.config.engineId, sequence, at, ...traced(traceparent) };
      const message = { ...report, ...own } as RunReport;
      sequence += 1;
      // One after the other: the order of an attempt's reports is part of their meaning.
      last = last.then(() => this.reports.send(message)).catch((error: unknown) => console.error(`report lost: ${String(error)}`));
    };
  }
}
