import { Injectable } from '@nestjs/common';
import { traced } from '@daybook/event-store';
import { newCommandContext } from '@daybook/service-kit';
import { EngineNotAvailable } from '../domain/engine.decider.js';
import { EngineHandler } from './engine.handler.js';
import { isInHand, RunHandler } from './run.handler.js';

export const actor = 'system:training-orchestrator';
export type AssignmentOutcome = 'assigned' | 'engine-not-available' | 'run-not-queued';

/**
 * Binds a queued run to an engine in two steps: a slot on the engine's stream, then the assignment on the run's. Of two
 * who try at once one wins each step; a crash between the two leaves a reservation that Reconciliation carries through.
 */
@Injectable()
export class Assignment {
  constructor(
    private readonly runs: RunHandler,
    private readonly engines: EngineHandler,
  ) {}

  async give(runId: string, engineId: string): Promise<AssignmentOutcome> {
    const run = await this.runs.load(runId);
    if (run.status !== 'queued') return 'run-not-queued';
    const attempt = run.attempt + 1;
    if (!(await this.reserve(engineId, runId, attempt))) return 'engine-not-available';
    return (await this.carryThrough(engineId, runId, attempt)) ? 'assigned' : 'run-not-queued';
  }

  /** Assigns the run that has a slot already; gives the slot back when the run is not this engine's. */
  async carryThrough(engineId: string, runId: string, attempt: number): Promise<boolean> {
    const engine = await this.engines.load(engineId);
    if (engine.status !== 'alive') return false;
    const { driver } = engine.registration;
    const data = { attempt, engineId, driver, at: this.runs.now() };
    const context = { ...newCommandContext(actor), ...traced(await this.runs.traceOf(runId)) };
    const { state } = await this.runs.execute(runId, { type: 'AssignRun', data }, context);
    if (isInHand(state) && state.engineId === engineId && state.attempt === attempt) return true;
    await this.release(engineId, runId, attempt);
    return false;
  }

  /** False when the engine can take no run now. */
  async reserve(engineId: string, runId: string, attempt: number): Promise<boolean> {
    try {
      await this.engines.execute(engineId, { type: 'ReserveSlot', data: { runId, attempt } }, newCommandContext(actor));
      return true;
    } catch (error) {
      if (error instanceof EngineNotAvailable) return false;
      throw error;
    }
  }

  async release(engineId: string, runId: string, attempt: number): Promise<void> {
    await this.engines.execute(engineId, { type: 'ReleaseSlot', data: { runId, attempt } }, newCommandContext(actor));
  }
}
