import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { RepositoryHandler, service } from '../application/repository.handler.js';

/** Remembers which versions there are, from which datasets and by whom. */
@Controller()
export class VersionReactions {
  constructor(private readonly repositories: RepositoryHandler) {}

  @Reaction(service, 'daybook.version.queued.v1')
  async onVersionQueued(@Payload() fact: Fact<'daybook.version.queued.v1'>): Promise<void> {
    const { repositoryId, number, dataset, at } = fact.data;
    const version = { number, datasetId: dataset.datasetId, datasetName: dataset.name, contributor: fact.actor, at };
    await this.repositories.addVersion(repositoryId, version, reactionContext(fact, 'remember-version'));
  }
}
