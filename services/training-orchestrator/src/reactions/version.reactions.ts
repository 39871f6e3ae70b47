import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { EventStore } from '@daybook/event-store';
import { MemoryHandler } from '@daybook/memory';
import { EVENT_STORE, Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { Cancellation } from '../application/cancellation.js';
import { RunHandler } from '../application/run.handler.js';
import { Scheduler } from '../application/scheduler.js';
import { service } from '../projections/known.projections.js';

/** A queued version is a run to be; versions that are canceled, or whose repository is deleted, need none. */
@Controller()
export class VersionReactions {
  private readonly memory: MemoryHandler;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    private readonly runs: RunHandler,
    private readonly cancellation: Cancellation,
    private readonly scheduler: Scheduler,
  ) {
    this.memory = new MemoryHandler(store, service);
  }

  @Reaction(service, 'daybook.version.queued.v1')
  async onQueued(@Payload() fact: Fact<'daybook.version.queued.v1'>): Promise<void> {
    const { versionId, repositoryId, number, configuration, dataset, at } = fact.data;
    const data = { versionId, repositoryId, number, configuration, dataset, at };
    // Facts of one repository come in order: a deletion before this version is remembered by now.
    const isRefused = await this.memory.recalls('repository', repositoryId, 'daybook.repository.deleted.v1');
    const command = { type: isRefused ? 'RefuseRun' : 'QueueRun', data } as const;
    const { position } = await this.runs.execute(versionId, command, reactionContext(fact, 'queue-run'));
    this.scheduler.wake(position);
  }

  @Reaction(service, 'daybook.version.canceling.v1')
  onCanceling(@Payload() fact: Fact<'daybook.version.canceling.v1'>): Promise<void> {
    const { versionId, at } = fact.data;
    return this.cancellation.cancel(versionId, at, (step) => reactionContext(fact, step));
  }

  @Reaction(service, 'daybook.version.erased.v1')
  async onErased(@Payload() fact: Fact<'daybook.version.erased.v1'>): Promise<void> {
    const { versionId, repositoryId, number, at } = fact.data;
    await this.runs.erase({ versionId, repositoryId, number }, at, reactionContext(fact, 'erase-run'));
  }

  /** Facts of one repository come in order, so every version queued before its end has its run by now. */
  @Reaction(service, 'daybook.repository.deleted.v1')
  async onRepositoryDeleted(@Payload() fact: Fact<'daybook.repository.deleted.v1'>): Promise<void> {
    const { repositoryId, at } = fact.data;
    for (const versionId of await this.runs.unfinishedOf(repositoryId)) {
      await this.cancellation.cancel(versionId, at, (step) => reactionContext(fact, `${step}-${versionId}`));
    }
  }
}
