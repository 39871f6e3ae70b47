import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { Requeue } from '../application/requeue.js';
import { RunDirectory } from '../application/run.directory.js';
import { Scheduler } from '../application/scheduler.js';
import { service } from '../projections/known.projections.js';

/** Runs of an engine that is gone, or that began anew, go back into the queue. */
@Controller()
export class EngineReactions {
  constructor(
    private readonly directory: RunDirectory,
    private readonly requeue: Requeue,
    private readonly scheduler: Scheduler,
  ) {}

  @Reaction(service, 'daybook.engine.registered.v1')
  async onRegistered(@Payload() fact: Fact<'daybook.engine.registered.v1'>): Promise<void> {
    await this.requeueRunsOf(fact, fact.data.engineId);
    this.scheduler.wake();
  }

  @Reaction(service, 'daybook.engine.lost.v1')
  async onLost(@Payload() fact: Fact<'daybook.engine.lost.v1'>): Promise<void> {
    await this.requeueRunsOf(fact, fact.data.engineId);
    this.scheduler.wake();
  }

  @Reaction(service, 'daybook.engine.resumed.v1')
  async onResumed(): Promise<void> {
    this.scheduler.wake();
  }

  /** Only what was assigned before the fact: later assignments know the engine as it is now. */
  private async requeueRunsOf(fact: Fact, engineId: string): Promise<void> {
    for (const { versionId, attempt, assignedPosition } of await this.directory.workingOn(engineId, fact.position)) {
      if (assignedPosition === null || assignedPosition > fact.position) continue;
      const context = reactionContext(fact, `requeue-${versionId}-${attempt}`);
      await this.requeue.attempt(versionId, attempt, 'engine-lost', 'the engine was lost', context);
    }
  }
}
