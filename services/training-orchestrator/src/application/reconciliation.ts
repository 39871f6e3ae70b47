import { Injectable } from '@nestjs/common';
import { newCommandContext } from '@daybook/service-kit';
import { actor, Assignment } from './assignment.js';
import { EngineHandler } from './engine.handler.js';
import { Requeue } from './requeue.js';
import { RunDirectory } from './run.directory.js';
import { isInHand, RunHandler } from './run.handler.js';

/**
 * Makes slots and runs agree again where a crash or a race has left them apart. The views say where to look; what is
 * done follows from the log alone, and may be done by several at once.
 */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly runs: RunHandler,
    private readonly engines: EngineHandler,
    private readonly directory: RunDirectory,
    private readonly assignment: Assignment,
    private readonly requeue: Requeue,
  ) {}

  async run(): Promise<void> {
    const engines = await this.directory.livingEngines();
    const suspended = new Set(engines.flatMap((engine) => (engine.suspended ? [engine.engineId] : [])));
    const working = await this.directory.workingOn();
    const worked = new Set(working.map(({ versionId, attempt, engineId }) => `${engineId}/${versionId}/${attempt}`));
    const slots = engines.flatMap(({ engineId, runs }) => runs.map((slot) => ({ engineId, ...slot })));
    const held = new Set(slots.map(({ engineId, runId, attempt }) => `${engineId}/${runId}/${attempt}`));
    for (const { engineId, runId, attempt } of slots) {
      if (!worked.has(`${engineId}/${runId}/${attempt}`)) await this.settleSlot(engineId, runId, attempt);
    }
    for (const { versionId, attempt, engineId } of working) {
      const agreed = held.has(`${engineId}/${versionId}/${attempt}`) && !suspended.has(engineId ?? '');
      if (!agreed) await this.settleRun(versionId);
    }
  }

  /** A slot of a run that still waits for it is on its way to be assigned; any other attempt is over for good. */
  private async settleSlot(engineId: string, runId: string, attempt: number): Promise<void> {
    const engine = await this.engines.load(engineId);
    if (engine.status !== 'alive' || engine.slots[runId] !== attempt) return;
    const run = await this.runs.load(runId);
    if (isInHand(run) && run.engineId === engineId && run.attempt === attempt) return;
    if (run.status === 'queued' && run.attempt + 1 === attempt && engine.intake !== 'suspended') {
      await this.assignment.carryThrough(engineId, runId, attempt);
      return;
    }
    await this.assignment.release(engineId, runId, attempt);
  }

  /** Its engine was lost, suspended or began anew between the reservation and the assignment. */
  private async settleRun(runId: string): Promise<void> {
    const run = await this.runs.load(runId);
    if (!isInHand(run)) return;
    const { engineId, attempt } = run;
    const engine = await this.engines.load(engineId);
    if (engine.status === 'alive' && engine.intake === 'suspended') {
      const released = { reason: 'engine-released', message: 'the engine was suspended' } as const;
      await this.requeue.attempt({ runId, attempt, ...released }, newCommandContext(actor));
      return;
    }
    if (engine.status === 'alive' && engine.slots[runId] === attempt) return;
    if (await this.assignment.reserve(engineId, runId, attempt)) return;
    const lost = { reason: 'engine-lost', message: 'the engine has no slot for it any more' } as const;
    await this.requeue.attempt({ runId, attempt, ...lost }, newCommandContext(actor));
  }
}
