import { Inject, Injectable } from '@nestjs/common';
import type { CommandContext, EventStore, HandleOptions } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, NotFound, type Clock } from '@daybook/service-kit';
import { repository } from '../domain/repository.decider.js';
import { upcastRepository } from '../domain/repository.events.js';
import type { RepositoryState } from '../domain/repository.state.js';
import { deletionOperation, withDeletionEvent, type DeletionOperation, type DeletionProgress } from './deletion.operation.js';
import { RepositoryNames } from './repository.names.js';
import { RepositoryStreams, repositoryStream, type RepositoryOutcome } from './repository.streams.js';

const prefix = 'repository-deletion-';

/**
 * Deletes repositories for good: the repository is hidden and its name free at once; then every service that has anything
 * of it ends that and says so, and what is heard is written in the repository's own stream, which is all the state there is.
 */
@Injectable()
export class RepositoryDeletion {
  constructor(
    private readonly repositories: RepositoryStreams,
    private readonly names: RepositoryNames,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** @throws RepositoryNotFound, RevisionConflict */
  async begin(repositoryId: string, context: CommandContext, options?: HandleOptions): Promise<RepositoryOutcome> {
    const command = { type: 'DeleteRepository', data: { at: this.clock.now() } } as const;
    const outcome = await this.repositories.handle(repositoryId, command, context, options);
    for (const event of outcome.appended) {
      if (event.type === 'RepositoryDeleted') await this.names.releaseOf(repositoryId, event.data.name, context);
    }
    return outcome;
  }

  /** Everything that was said of the repository before its deletion has been heard; its name may still be claimed. */
  async heard(repositoryId: string, name: string, at: string, context: CommandContext): Promise<void> {
    await this.names.releaseOf(repositoryId, name, context);
    await this.repositories.handle(repositoryId, { type: 'FinishDeletion', data: { at } }, context);
  }

  async versionErased(repositoryId: string, number: number, at: string, context: CommandContext): Promise<void> {
    await this.repositories.handle(repositoryId, { type: 'RecordVersionErased', data: { number, at } }, context);
  }

  operationId(repositoryId: string): string {
    return `${prefix}${repositoryId}`;
  }

  /** How far a deletion has come, straight from the log. @throws NotFound */
  async operation(operationId: string): Promise<DeletionOperation> {
    const repositoryId = operationId.startsWith(prefix) ? operationId.slice(prefix.length) : '';
    let progress: DeletionProgress | null = null;
    let state: RepositoryState = repository.initialState;
    if (repositoryId !== '') {
      for await (const stored of this.store.readStream(repositoryStream(repositoryId))) {
        state = repository.evolve(state, upcastRepository(stored));
        progress = withDeletionEvent(progress, stored);
      }
    }
    if (progress === null || state.status !== 'deleted') throw new NotFound('operation', operationId);
    return deletionOperation(operationId, progress, state);
  }
}
