import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { RepositoryHandler, service } from '../application/repository.handler.js';

/** Remembers which versions there are, from which datasets and by whom, and which of them can be used. */
@Controller()
export class VersionReactions {
  constructor(private readonly repositories: RepositoryHandler) {}

  @Reaction(service, 'daybook.version.queued.v1')
  async onVersionQueued(@Payload() fact: Fact<'daybook.version.queued.v1'>): Promise<void> {
    const { repositoryId, number, dataset, at } = fact.data;
    const version = { number, datasetId: dataset.datasetId, datasetName: dataset.name, contributor: fact.actor, at };
    await this.repositories.recordVersion(repositoryId, { type: 'AddVersion', data: version }, reactionContext(fact, 'remember-version'));
  }

  @Reaction(service, 'daybook.version.ready.v1')
  async onVersionReady(@Payload() fact: Fact<'daybook.version.ready.v1'>): Promise<void> {
    const { repositoryId, number, at } = fact.data;
    await this.repositories.recordVersion(repositoryId, { type: 'RecordVersionReady', data: { number, at } }, reactionContext(fact, 'remember-ready'));
  }

  @Reaction(service, 'daybook.version.archived.v1')
  async onVersionArchived(@Payload() fact: Fact<'daybook.version.archived.v1'>): Promise<void> {
    const { repositoryId, number, archived, at } = fact.data;
    const record = { type: 'RecordVersionArchived', data: { number, archived, at } } as const;
    await this.repositories.recordVersion(repositoryId, record, reactionContext(fact, 'remember-archived'));
  }
}
