import { Injectable } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { EngineOrders } from './engine.orders.js';
import { Requeue } from './requeue.js';
import { isInHand, RunHandler } from './run.handler.js';

/** Cancels runs: at once in the queue, through its engine otherwise. */
@Injectable()
export class Cancellation {
  constructor(
    private readonly runs: RunHandler,
    private readonly requeue: Requeue,
    private readonly orders: EngineOrders,
  ) {}

  /** `contextOf` names each of the two commands that it may take. An engine that cannot be told has nothing to stop. */
  async cancel(runId: string, at: string, contextOf: (step: string) => CommandContext): Promise<void> {
    await this.runs.execute(runId, { type: 'RequestCancel', data: { at } }, contextOf('cancel-run'));
    const run = await this.runs.load(runId);
    if (!isInHand(run) || run.status !== 'canceling') return;
    const { engineId, attempt } = run;
    const told = await this.orders.tell({ type: 'cancel', engineId, runId, attempt });
    if (!told) await this.requeue.released(runId, attempt, contextOf('cancel-on-absent-engine'));
  }
}
