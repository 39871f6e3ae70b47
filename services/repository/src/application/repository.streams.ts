import { Inject, Injectable } from '@nestjs/common';
import {
  commandHandlerFor,
  type CommandContext,
  type CommandHandler,
  type CommandOutcome,
  type EventStore,
  type HandleOptions,
} from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import type { RepositoryCommand } from '../domain/repository.commands.js';
import { repository } from '../domain/repository.decider.js';
import { upcastRepository, type RepositoryEvent } from '../domain/repository.events.js';
import type { RepositoryState } from '../domain/repository.state.js';

export type RepositoryOutcome = CommandOutcome<RepositoryState, RepositoryEvent>;
/** `revision` is -1 for a stream without events. */
export type LoadedRepository = Readonly<{ state: RepositoryState; revision: number }>;

export const repositoryStream = (repositoryId: string): string => `repository-${repositoryId}`;

/** Repositories as their streams have them. */
@Injectable()
export class RepositoryStreams {
  private readonly handler: CommandHandler<RepositoryState, RepositoryCommand, RepositoryEvent>;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {
    this.handler = commandHandlerFor(store, repository, upcastRepository);
  }

  handle(
    repositoryId: string,
    command: RepositoryCommand,
    context: CommandContext,
    options?: HandleOptions,
  ): Promise<RepositoryOutcome> {
    return this.handler(repositoryStream(repositoryId), command, context, options);
  }

  async load(repositoryId: string): Promise<LoadedRepository> {
    let loaded: LoadedRepository = { state: repository.initialState, revision: -1 };
    for await (const event of this.store.readStream(repositoryStream(repositoryId))) {
      loaded = { state: repository.evolve(loaded.state, upcastRepository(event)), revision: event.revision };
    }
    return loaded;
  }
}
