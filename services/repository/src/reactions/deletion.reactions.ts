import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { RepositoryDeletion } from '../application/repository.deletion.js';
import { service } from '../application/repository.handler.js';

/** Leads a deletion to its end, also where the service that began it has gone. */
@Controller()
export class DeletionReactions {
  constructor(private readonly deletion: RepositoryDeletion) {}

  @Reaction(service, 'daybook.repository.deleted.v1')
  async onDeleted(@Payload() fact: Fact<'daybook.repository.deleted.v1'>): Promise<void> {
    const { repositoryId, name, at } = fact.data;
    await this.deletion.heard(repositoryId, name, at, reactionContext(fact, 'finish-deletion'));
  }

  @Reaction(service, 'daybook.version.erased.v1')
  async onVersionErased(@Payload() fact: Fact<'daybook.version.erased.v1'>): Promise<void> {
    const { repositoryId, number, at } = fact.data;
    await this.deletion.versionErased(repositoryId, number, at, reactionContext(fact, 'record-erasure'));
  }
}
