import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { EngineHandler } from '../application/engine.handler.js';
import { EngineOrders } from '../application/engine.orders.js';
import { Requeue, type LostAttempt } from '../application/requeue.js';
import { Scheduler } from '../application/scheduler.js';
import { service } from '../projections/known.projections.js';

type OfEngine = Fact<'daybook.engine.registered.v1' | 'daybook.engine.lost.v1' | 'daybook.engine.drained.v1'>;

const lost = { reason: 'engine-lost', message: 'the engine was lost' } as const;
const begunAnew = { reason: 'engine-lost', message: 'the engine was started anew' } as const;
const suspended = { reason: 'engine-released', message: 'the engine was suspended' } as const;

/** Runs of an engine that is gone, that began anew, or that was taken away go back into the queue. */
@Controller()
export class EngineReactions {
  constructor(
    private readonly engines: EngineHandler,
    private readonly requeue: Requeue,
    private readonly orders: EngineOrders,
    private readonly scheduler: Scheduler,
  ) {}

  @Reaction(service, 'daybook.engine.registered.v1')
  async onRegistered(@Payload() fact: Fact<'daybook.engine.registered.v1'>): Promise<void> {
    await this.requeueRunsOf(fact, begunAnew);
    this.scheduler.wake(fact.position);
  }

  @Reaction(service, 'daybook.engine.lost.v1')
  async onLost(@Payload() fact: Fact<'daybook.engine.lost.v1'>): Promise<void> {
    await this.requeueRunsOf(fact, lost);
    this.scheduler.wake(fact.position);
  }

  @Reaction(service, 'daybook.engine.drained.v1')
  async onDrained(@Payload() fact: Fact<'daybook.engine.drained.v1'>): Promise<void> {
    const { engineId } = fact.data;
    const engine = await this.engines.load(engineId);
    if (engine.status === 'absent' || engine.intake !== 'suspended') return;
    for (const { runId, attempt } of await this.requeueRunsOf(fact, suspended)) {
      await this.orders.tell({ type: 'cancel', engineId, runId, attempt });
    }
  }

  @Reaction(service, 'daybook.engine.resumed.v1')
  async onResumed(@Payload() fact: Fact<'daybook.engine.resumed.v1'>): Promise<void> {
    this.scheduler.wake(fact.position);
  }

  /** Those that had a slot when it happened: the log knows, however far the views are. Later ones know the engine as it is now. */
  private async requeueRunsOf(fact: OfEngine, why: Pick<LostAttempt, 'reason' | 'message'>): Promise<readonly LostAttempt[]> {
    const before = await this.engines.load(fact.data.engineId, fact.revision);
    if (before.status === 'absent') return [];
    const lostAttempts = Object.entries(before.slots).map(([runId, attempt]) => ({ runId, attempt, ...why }));
    for (const attempt of lostAttempts) {
      await this.requeue.attempt(attempt, reactionContext(fact, `requeue-${attempt.runId}-${attempt.attempt}`));
    }
    return lostAttempts;
  }
}
