import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EngineHeartbeat } from '@daybook/contracts';
import { HEARTBEAT_WATCH, type HeartbeatWatch } from '@daybook/messaging';
import { newCommandContext } from '@daybook/service-kit';
import { actor } from './assignment.js';
import { AttemptSightings, keyOfAttempt, type Sighted } from './attempt-sightings.js';
import { EngineLeases, type EngineInstance, type ListenerTimes } from './engine-leases.js';
import { EngineHandler } from './engine.handler.js';
import { EngineOrders } from './engine.orders.js';
import { Requeue } from './requeue.js';
import { RunDirectory } from './run.directory.js';
import { isInHand, RunHandler } from './run.handler.js';

const longestSweepMs = 1000;

export const LEASE_MS = Symbol.for('daybook.engine-lease-ms');

/**
 * Engines live as long as they are heard, and work on what the log says that they do. Heartbeats are not in the log, so
 * every instance of this service listens for itself: from its start, and from every break in its listening, each engine
 * has a whole lease to be heard again. What follows from it may be done by several instances at once.
 */
@Injectable()
export class LeaseMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LeaseMonitor.name);
  private readonly leases: EngineLeases;
  private readonly sightings: AttemptSightings;
  private readonly lookedAt = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | null = null;

  constructor(
    private readonly engines: EngineHandler,
    private readonly runs: RunHandler,
    private readonly directory: RunDirectory,
    private readonly requeue: Requeue,
    private readonly orders: EngineOrders,
    @Inject(HEARTBEAT_WATCH) private readonly watch: HeartbeatWatch,
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

  heard(instance: EngineInstance): void {
    this.leases.heard(instance, performance.now());
  }

  isHeard(instance: EngineInstance): boolean {
    return this.leases.isHeard(instance);
  }

  /** Milliseconds since the engine was heard, or first asked for. */
  silenceMs(instance: EngineInstance): number {
    return this.leases.silenceMs(instance, this.times());
  }

  /** Heard in any case; what it says is looked at when the last one of the engine has been. */
  async onHeartbeat(heartbeat: EngineHeartbeat): Promise<void> {
    const { engineId } = heartbeat;
    this.heard(heartbeat);
    if (this.lookedAt.has(engineId)) return;
    this.lookedAt.add(engineId);
    try {
      await this.lookAt(heartbeat);
    } catch (error) {
      // While views or log are away, so are the reports of runs that have ended.
      this.sightings.forget(engineId);
      throw error;
    } finally {
      this.lookedAt.delete(engineId);
    }
  }

  /** A former instance of the engine may still be about: it counts once the one that took its place is lost. */
  private async lookAt({ engineId, instanceId, runs }: EngineHeartbeat): Promise<void> {
    const card = await this.directory.engine(engineId);
    if (card?.status === 'lost') await this.revive(engineId, instanceId);
    if (card?.instanceId !== instanceId) return;
    for (const attempt of runs) await this.stopStale(engineId, attempt);
    await this.giveUpMissing(engineId, runs);
  }

  /** It was only out of touch. Its runs are elsewhere by now, and it is told to stop them. */
  private async revive(engineId: string, instanceId: string): Promise<void> {
    const engine = await this.engines.load(engineId);
    if (engine.status !== 'lost') return;
    const registration = [engine.registration, ...engine.earlier].find((one) => one.instanceId === instanceId);
    if (registration === undefined) return;
    await this.engines.execute(engineId, { type: 'Register', data: registration }, newCommandContext(`engine:${engineId}`));
  }

  private async stopStale(engineId: string, { runId, attempt }: Sighted): Promise<void> {
    const run = await this.runs.load(runId);
    const current = run.status === 'working' && run.attempt === attempt && run.engineId === engineId;
    if (!current) await this.orders.tell({ type: 'cancel', engineId, runId, attempt });
  }

  private async giveUpMissing(engineId: string, listed: readonly Sighted[]): Promise<void> {
    const seen = new Set(listed.map(keyOfAttempt));
    const expected = (await this.directory.workingOn(engineId)).map(({ versionId, attempt }) => ({ runId: versionId, attempt }));
    const missing: Sighted[] = [];
    for (const attempt of expected) if (!seen.has(keyOfAttempt(attempt)) && (await this.isInHand(attempt))) missing.push(attempt);
    for (const { runId, attempt } of this.sightings.overdue(engineId, missing, performance.now())) {
      const message = 'the engine does not know the attempt';
      await this.requeue.attempt({ runId, attempt, reason: 'attempt-crashed', message }, newCommandContext(actor));
    }
  }

  /** By the log: the view may not show yet that it has ended. */
  private async isInHand({ runId, attempt }: Sighted): Promise<boolean> {
    const run = await this.runs.load(runId);
    return isInHand(run) && run.attempt === attempt;
  }

  private async sweep(): Promise<void> {
    const times = this.times();
    for (const engine of await this.directory.livingEngines()) {
      if (!this.leases.hasLapsed(engine, times)) continue;
      const { engineId, instanceId } = engine;
      await this.engines.execute(engineId, { type: 'MarkLost', data: { instanceId } }, newCommandContext(actor));
      this.leases.forget(engine);
    }
    this.leases.prune(times.nowMs);
  }

  private times(): ListenerTimes {
    return { nowMs: performance.now(), listeningSinceMs: this.watch.listeningSince() };
  }
}
