import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EngineStatusReport } from '@daybook/contracts';
import { newCommandContext } from '@daybook/service-kit';
import { actor } from './assignment.js';
import { AttemptSightings, type Sighted } from './attempt-sightings.js';
import { EngineLeases } from './engine-leases.js';
import { EngineHandler } from './engine.handler.js';
import { EngineOrders } from './engine.orders.js';
import { Requeue } from './requeue.js';
import { RunDirectory } from './run.directory.js';
import { RunHandler } from './run.handler.js';

type Heartbeat = Extract<EngineStatusReport, { type: 'heartbeat' }>;
const longestSweepMs = 1000;

export const LEASE_MS = Symbol.for('daybook.engine-lease-ms');

/**
 * Engines live as long as they are heard, and work on what the log says that they do. Heartbeats are not in the log:
 * after a start of this service every engine has a whole lease to be heard again.
 */
@Injectable()
export class LeaseMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LeaseMonitor.name);
  private readonly leases: EngineLeases;
  private readonly sightings: AttemptSightings;
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | null = null;

  constructor(
    private readonly engines: EngineHandler,
    private readonly runs: RunHandler,
    private readonly directory: RunDirectory,
    private readonly requeue: Requeue,
    private readonly orders: EngineOrders,
    @Inject(LEASE_MS) private readonly leaseMs: number,
  ) {
    this.leases = new EngineLeases(leaseMs);
    this.sightings = new AttemptSightings(leaseMs);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping ??= this.sweep()
        .catch((error: unknown) => this.logger.warn(`a sweep of leases failed: ${String(error)}`))
        .finally(() => (this.sweeping = null));
    }, Math.min(longestSweepMs, this.leaseMs / 4));
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  heard(engineId: string): void {
    this.leases.heard(engineId, performance.now());
  }

  isHeard(engineId: string): boolean {
    return this.leases.isHeard(engineId);
  }

  /** Milliseconds since the engine was heard, or first asked for. */
  silenceMs(engineId: string): number {
    return this.leases.silenceMs(engineId, performance.now());
  }

  /** A former instance of the engine, which may still be about, neither renews its lease nor speaks for it. */
  async onHeartbeat({ engineId, instanceId, runs }: Heartbeat): Promise<void> {
    const card = await this.directory.engine(engineId);
    if (card === null || card.instanceId !== instanceId) return;
    this.heard(engineId);
    if (card.status === 'lost') await this.revive(engineId);
    for (const attempt of runs) await this.stopStale(engineId, attempt);
    await this.giveUpMissing(engineId, runs);
  }

  /** It was only out of touch. Its runs are elsewhere by now, and it is told to stop them. */
  private async revive(engineId: string): Promise<void> {
    const engine = await this.engines.load(engineId);
    if (engine.status !== 'lost') return;
    await this.engines.execute(engineId, { type: 'Register', data: engine.registration }, newCommandContext(`engine:${engineId}`));
  }

  private async stopStale(engineId: string, { runId, attempt }: Sighted): Promise<void> {
    const run = await this.runs.load(runId);
    const current = run.status === 'working' && run.attempt === attempt && run.engineId === engineId;
    if (!current) await this.orders.tell({ type: 'cancel', engineId, runId, attempt });
  }

  private async giveUpMissing(engineId: string, listed: readonly Sighted[]): Promise<void> {
    const expected = (await this.directory.workingOn(engineId)).map(({ versionId, attempt }) => ({ runId: versionId, attempt }));
    for (const { runId, attempt } of this.sightings.overdue(engineId, expected, listed, performance.now())) {
      const message = 'the engine does not know the attempt';
      await this.requeue.attempt({ runId, attempt, reason: 'attempt-crashed', message }, newCommandContext(actor));
    }
  }

  private async sweep(): Promise<void> {
    for (const { engineId, instanceId } of await this.directory.livingEngines()) {
      if (!this.leases.hasLapsed(engineId, performance.now())) continue;
      await this.engines.execute(engineId, { type: 'MarkLost', data: { instanceId } }, newCommandContext(actor));
      this.leases.forget(engineId);
    }
  }
}
