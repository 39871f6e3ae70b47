import { AsyncResource } from 'node:async_hooks';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { EngineCard } from '../projections/engine-card.projection.js';
import { Assignment } from './assignment.js';
import { LeaseMonitor } from './lease.monitor.js';
import { Reconciliation } from './reconciliation.js';
import { Requeue } from './requeue.js';
import { RunDirectory } from './run.directory.js';

const idleIntervalMs = 1000;
type Room = Readonly<{ engineId: string; free: number }>;

/** Gives queued runs to free engines: the oldest run first, to the engine with most room. */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Scheduler.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private news = 0;
  /** Not in the trace of whoever wakes it: an assignment belongs to the trace of its run. */
  private readonly begin = AsyncResource.bind(() => this.work());

  constructor(
    private readonly assignment: Assignment,
    private readonly reconciliation: Reconciliation,
    private readonly requeue: Requeue,
    private readonly directory: RunDirectory,
    private readonly leases: LeaseMonitor,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), idleIntervalMs);
    this.timer.unref();
  }

  /** Before engines that end with the service: a run that is given to one of them loses an attempt. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.round;
  }

  /** Something may have become possible by what the log says up to this position. */
  wake(position = 0): void {
    if (this.stopped) return;
    this.news = Math.max(this.news, position);
    this.again = true;
    this.round ??= this.begin().finally(() => (this.round = null));
  }

  private async work(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      await this.schedule().catch((error: unknown) => this.logger.warn(`a round of scheduling failed: ${String(error)}`));
    }
  }

  private async schedule(): Promise<void> {
    await this.directory.preferably(this.news);
    await this.reconciliation.run();
    await this.directory.preferably(this.requeue.position());
    let rooms: readonly Room[] = (await this.directory.livingEngines()).filter((engine) => this.isOpen(engine)).map(roomOf);
    for (const { versionId } of await this.directory.queued()) {
      rooms = await this.place(versionId, rooms);
      if (rooms.length === 0) return;
    }
  }

  /** Answers the rooms that are left. */
  private async place(runId: string, rooms: readonly Room[]): Promise<readonly Room[]> {
    let left = rooms.filter(({ free }) => free > 0);
    for (;;) {
      const [widest] = [...left].sort((a, b) => b.free - a.free);
      if (widest === undefined) return [];
      const outcome = await this.assignment.give(runId, widest.engineId);
      if (outcome === 'run-not-queued') return left;
      const others = left.filter((room) => room !== widest);
      if (outcome === 'assigned') return [...others, { ...widest, free: widest.free - 1 }].filter(({ free }) => free > 0);
      left = others;
    }
  }

  private isOpen(engine: EngineCard): boolean {
    return engine.kind === 'training' && !engine.drained && !engine.suspended && this.leases.isHeard(engine);
  }
}

const roomOf = ({ engineId, slots, runs }: EngineCard): Room => ({ engineId, free: slots - runs.length });
