import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { EventStore } from '@daybook/event-store';
import { MemoryHandler } from '@daybook/memory';
import { EVENT_STORE, Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { VersionHandler } from '../application/version.handler.js';
import { VersionQueries } from '../application/version.queries.js';
import { service } from '../projections/known.projections.js';

const deleted = 'daybook.repository.deleted.v1';

/**
 * The versions of a deleted repository are erased. Facts of one repository come in order: a version is either shown by
 * the view at the position of the deletion, or is queued after it, and then the deletion is remembered when that is heard.
 */
@Controller()
export class RepositoryReactions {
  private readonly memory: MemoryHandler;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    private readonly versions: VersionHandler,
    private readonly queries: VersionQueries,
  ) {
    this.memory = new MemoryHandler(store, service);
  }

  @Reaction(service, deleted)
  async onDeleted(@Payload() fact: Fact<typeof deleted>): Promise<void> {
    const { repositoryId, at } = fact.data;
    for (const versionId of await this.queries.idsAt(repositoryId, fact.position)) await this.erase(fact, versionId, at);
  }

  @Reaction(service, 'daybook.version.queued.v1')
  async onQueued(@Payload() fact: Fact<'daybook.version.queued.v1'>): Promise<void> {
    const { versionId, repositoryId, at } = fact.data;
    if (await this.memory.recalls('repository', repositoryId, deleted)) await this.erase(fact, versionId, at);
  }

  private async erase(fact: Fact, versionId: string, at: string): Promise<void> {
    await this.versions.execute(versionId, { type: 'EraseVersion', data: { at } }, reactionContext(fact, 'erase-version'));
  }
}
