import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { newCommandContext } from '@daybook/service-kit';
import { EngineNotAvailable } from '../domain/engine.decider.js';
import type { EngineCard } from '../projections/engine-card.projection.js';
import { EngineHandler } from './engine.handler.js';
import { LeaseMonitor } from './lease.monitor.js';
import { RunDirectory } from './run.directory.js';
import { RunHandler } from './run.handler.js';

const actor = 'system:training-orchestrator';
const idleIntervalMs = 1000;

/**
 * Gives queued runs to free engines, oldest first. A slot is reserved on the engine's stream before the run is assigned,
 * so that of two schedulers one wins; a crash between the two leaves a reservation that the next round gives back.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Scheduler.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  constructor(
    private readonly runs: RunHandler,
    private readonly engines: EngineHandler,
    private readonly directory: RunDirectory,
    private readonly leases: LeaseMonitor,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), idleIntervalMs);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.round;
  }

  /** Something may have become possible. */
  wake(): void {
    if (this.stopped) return;
    this.again = true;
    this.round ??= this.work().finally(() => (this.round = null));
  }

  private async work(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      await this.schedule().catch((error: unknown) => this.logger.warn(`a round of scheduling failed: ${String(error)}`));
    }
  }

  private async schedule(): Promise<void> {
    for (const engine of await this.directory.livingEngines()) {
      if (engine.kind !== 'training' || !this.leases.isHeard(engine.engineId)) continue;
      await this.releaseOrphans(engine);
      await this.fill(engine);
    }
  }

  private async fill({ engineId, driver, drained }: EngineCard): Promise<void> {
    if (drained) return;
    for (const { versionId: runId } of await this.directory.queued()) {
      const state = await this.runs.load(runId);
      if (state.status !== 'queued') continue;
      const attempt = state.attempt + 1;
      if (!(await this.reserve(engineId, runId, attempt))) return;
      const data = { attempt, engineId, driver, at: this.runs.now() };
      const { state: after } = await this.runs.execute(runId, { type: 'AssignRun', data }, newCommandContext(actor));
      if (after.status === 'absent' || after.engineId !== engineId || after.attempt !== attempt) await this.release(engineId, runId, attempt);
    }
  }

  private async reserve(engineId: string, runId: string, attempt: number): Promise<boolean> {
    try {
      await this.engines.execute(engineId, { type: 'ReserveSlot', data: { runId, attempt } }, newCommandContext(actor));
      return true;
    } catch (error) {
      if (error instanceof EngineNotAvailable) return false;
      throw error;
    }
  }

  private async release(engineId: string, runId: string, attempt: number): Promise<void> {
    await this.engines.execute(engineId, { type: 'ReleaseSlot', data: { runId, attempt } }, newCommandContext(actor));
  }

  /** Slots whose run has ended or is elsewhere. */
  private async releaseOrphans({ engineId }: EngineCard): Promise<void> {
    const state = await this.engines.load(engineId);
    if (state.status === 'absent') return;
    for (const [runId, attempt] of Object.entries(state.slots)) {
      const run = await this.runs.load(runId);
      const holds = run.status === 'working' || run.status === 'canceling';
      if (!holds || run.engineId !== engineId || run.attempt !== attempt) await this.release(engineId, runId, attempt);
    }
  }
}
