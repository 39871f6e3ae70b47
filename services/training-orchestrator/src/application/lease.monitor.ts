import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EngineStatusReport } from '@daybook/contracts';
import { ENGINE_COMMANDS, EngineUnreachable, type EngineCommandSender } from '@daybook/messaging';
import { newCommandContext } from '@daybook/service-kit';
import { EngineHandler } from './engine.handler.js';
import { Requeue } from './requeue.js';
import { RunDirectory } from './run.directory.js';
import { RunHandler } from './run.handler.js';

type Heartbeat = Extract<EngineStatusReport, { type: 'heartbeat' }>;
const actor = 'system:training-orchestrator';
const sweepMs = 1000;

export const LEASE_MS = Symbol.for('daybook.engine-lease-ms');

/**
 * Engines live as long as they are heard. Heartbeats are not in the log: after a start of this service every engine has
 * a whole lease to be heard again.
 */
@Injectable()
export class LeaseMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LeaseMonitor.name);
  private readonly heardAt = new Map<string, number>();
  private readonly present = new Set<string>();
  private readonly missingSince = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly engines: EngineHandler,
    private readonly runs: RunHandler,
    private readonly directory: RunDirectory,
    private readonly requeue: Requeue,
    @Inject(ENGINE_COMMANDS) private readonly commands: EngineCommandSender,
    @Inject(LEASE_MS) private readonly leaseMs: number,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping = this.sweep().catch((error: unknown) => this.logger.warn(`a sweep of leases failed: ${String(error)}`));
    }, sweepMs);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  heard(engineId: string): void {
    this.heardAt.set(engineId, Date.now());
    this.present.add(engineId);
  }

  /** Heard since this process began: what the log says of other engines may be from before a restart. */
  isHeard(engineId: string): boolean {
    return this.present.has(engineId);
  }

  async onHeartbeat({ engineId, instanceId, runs }: Heartbeat): Promise<void> {
    this.heard(engineId);
    const card = await this.directory.engine(engineId);
    if (card === null || card.instanceId !== instanceId) return;
    if (card.status === 'lost') await this.revive(engineId);
    for (const { runId, attempt } of runs) await this.stopStale(engineId, runId, attempt);
    await this.findMissing(engineId, new Set(runs.map(({ runId, attempt }) => `${runId}/${attempt}`)));
  }

  /** It was only out of touch. Its runs are elsewhere by now, so it is told to stop them by its next heartbeat. */
  private async revive(engineId: string): Promise<void> {
    const state = await this.engines.load(engineId);
    if (state.status !== 'lost') return;
    await this.engines.execute(engineId, { type: 'Register', data: state.registration }, newCommandContext(`engine:${engineId}`));
  }

  private async stopStale(engineId: string, runId: string, attempt: number): Promise<void> {
    const run = await this.runs.load(runId);
    const current = run.status !== 'absent' && run.attempt === attempt && run.engineId === engineId;
    if (current && run.status === 'working') return;
    await this.commands.send({ type: 'cancel', engineId, runId, attempt }).catch((error: unknown) => {
      if (!(error instanceof EngineUnreachable)) throw error;
    });
  }

  /** The log says that the engine works on it, the engine does not: after a whole lease the attempt counts as gone. */
  private async findMissing(engineId: string, listed: ReadonlySet<string>): Promise<void> {
    for (const { versionId, attempt } of await this.directory.workingOn(engineId)) {
      const key = `${versionId}/${attempt}`;
      if (listed.has(key)) {
        this.missingSince.delete(key);
        continue;
      }
      const since = this.missingSince.get(key) ?? Date.now();
      this.missingSince.set(key, since);
      if (Date.now() - since < this.leaseMs) continue;
      this.missingSince.delete(key);
      await this.requeue.attempt(versionId, attempt, 'attempt-crashed', 'the engine does not know the attempt', newCommandContext(actor));
    }
  }

  private async sweep(): Promise<void> {
    const now = Date.now();
    for (const { engineId, instanceId } of await this.directory.livingEngines()) {
      const heard = this.heardAt.get(engineId);
      if (heard === undefined) this.heardAt.set(engineId, now);
      if (heard === undefined || now - heard < this.leaseMs) continue;
      await this.engines.execute(engineId, { type: 'MarkLost', data: { instanceId } }, newCommandContext(actor));
    }
  }
}
