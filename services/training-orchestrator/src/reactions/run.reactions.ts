import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { EngineHandler } from '../application/engine.handler.js';
import { EngineOrders } from '../application/engine.orders.js';
import { Requeue } from '../application/requeue.js';
import { RunHandler } from '../application/run.handler.js';
import { Scheduler } from '../application/scheduler.js';
import { service } from '../projections/known.projections.js';

type Ended = 'daybook.run.completed.v1' | 'daybook.run.failed.v1' | 'daybook.run.canceled.v1' | 'daybook.run.requeued.v1';

/** From an assigned run to a command, from an ended attempt to a free slot. */
@Controller()
export class RunReactions {
  constructor(
    private readonly runs: RunHandler,
    private readonly engines: EngineHandler,
    private readonly requeue: Requeue,
    private readonly orders: EngineOrders,
    private readonly scheduler: Scheduler,
  ) {}

  @Reaction(service, 'daybook.run.assigned.v1')
  async onAssigned(@Payload() fact: Fact<'daybook.run.assigned.v1'>): Promise<void> {
    const { versionId: runId, attempt, engineId } = fact.data;
    const state = await this.runs.load(runId);
    if (state.status !== 'working' || state.attempt !== attempt) return;
    const { configuration, dataset, checkpoints } = state;
    const checkpoint = checkpoints.latest?.artifact ?? null;
    if (await this.orders.tell({ type: 'train', engineId, runId, attempt, configuration, dataset, checkpoint })) return;
    const lost = { reason: 'engine-lost', message: 'the engine could not be reached' } as const;
    await this.requeue.attempt({ runId, attempt, ...lost }, reactionContext(fact, 'requeue-from-absent-engine'));
  }

  @Reaction(service, 'daybook.run.completed.v1')
  onCompleted(@Payload() fact: Fact<'daybook.run.completed.v1'>): Promise<void> {
    return this.freeSlot(fact);
  }

  @Reaction(service, 'daybook.run.failed.v1')
  onFailed(@Payload() fact: Fact<'daybook.run.failed.v1'>): Promise<void> {
    return this.freeSlot(fact);
  }

  @Reaction(service, 'daybook.run.canceled.v1')
  onCanceled(@Payload() fact: Fact<'daybook.run.canceled.v1'>): Promise<void> {
    return this.freeSlot(fact);
  }

  @Reaction(service, 'daybook.run.requeued.v1')
  onRequeued(@Payload() fact: Fact<'daybook.run.requeued.v1'>): Promise<void> {
    return this.freeSlot(fact);
  }

  private async freeSlot(fact: Fact<Ended>): Promise<void> {
    const { versionId: runId, attempt } = fact.data;
    const engineId = await this.runs.engineOf(runId, attempt);
    // A run that was canceled in the queue has had no engine.
    if (engineId === null) return;
    const release = { type: 'ReleaseSlot', data: { runId, attempt } } as const;
    const { position } = await this.engines.execute(engineId, release, reactionContext(fact, `release-${engineId}`));
    this.scheduler.wake(Math.max(fact.position, position));
  }
}
