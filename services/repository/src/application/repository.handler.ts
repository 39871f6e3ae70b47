import { Inject, Injectable } from '@nestjs/common';
import {
  reactionCommandId,
  RevisionConflict,
  type CommandContext,
  type EventStore,
  type HandleOptions,
} from '@daybook/event-store';
import { CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import type { Labels, LinkedDataset, VersionRecord } from '../domain/repository.commands.js';
import { bearsName } from '../domain/repository.state.js';
import { RepositoryNames } from './repository.names.js';
import { RepositoryStreams, type RepositoryOutcome } from './repository.streams.js';

export type NewRepository = Readonly<{
  name: string;
  description: string;
  labels: Labels;
  datasets: readonly LinkedDataset[];
}>;
export type RepositoryChanges = Readonly<{ name?: string; description?: string; labels?: Labels }>;

/** This service's consumer group. */
export const service = 'repository';
const patienceMs = 3000;
const mostAttempts = 64;

/** Commands on repositories. */
@Injectable()
export class RepositoryHandler {
  constructor(
    private readonly repositories: RepositoryStreams,
    private readonly names: RepositoryNames,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONSUMER_PROGRESS) private readonly consumers: Pick<ConsumerProgress, 'waitUntil'>,
  ) {}

  /** The id derives from the command: a retried creation finds its own repository. @throws RepositoryNameTaken */
  async create(news: NewRepository, context: CommandContext): Promise<RepositoryOutcome & { repositoryId: string }> {
    const repositoryId = reactionCommandId(context.commandId, 'repository');
    const outcome = await againOnConflict(async () => {
      const { state, revision } = await this.repositories.load(repositoryId);
      if (state.status === 'absent') await this.names.claim(news.name, repositoryId, context);
      const data = { ...news, repositoryId, owner: context.actor, at: this.clock.now() };
      return this.repositories.handle(repositoryId, { type: 'CreateRepository', data }, context, {
        ifRevision: revision,
      });
    });
    return { ...outcome, repositoryId };
  }

  /** @throws RepositoryNameTaken, RepositoryNotFound, RevisionConflict */
  change(
    repositoryId: string,
    changes: RepositoryChanges,
    context: CommandContext,
    options: HandleOptions = {},
  ): Promise<RepositoryOutcome> {
    const { name, ...others } = changes;
    if (name === undefined) {
      const data = { ...others, at: this.clock.now() };
      return this.repositories.handle(repositoryId, { type: 'ChangeRepository', data }, context, options);
    }
    const attempt = () => this.tryToRename(repositoryId, { ...others, name }, context, options);
    return options.ifRevision === undefined ? againOnConflict(attempt) : attempt();
  }

  linkDataset(
    repositoryId: string,
    dataset: LinkedDataset,
    context: CommandContext,
    options?: HandleOptions,
  ): Promise<RepositoryOutcome> {
    return this.repositories.handle(
      repositoryId,
      { type: 'LinkDataset', data: { ...dataset, at: this.clock.now() } },
      context,
      options,
    );
  }

  /** Once all has been heard that was said before the question. @throws VersionUnknown, VersionNotReady, VersionIsArchived */
  async setDefaultVersion(
    repositoryId: string,
    number: number,
    context: CommandContext,
    options?: HandleOptions,
  ): Promise<RepositoryOutcome> {
    await this.consumers.waitUntil(service, await this.store.headPosition(), patienceMs);
    const command = { type: 'SetDefaultVersion', data: { number, at: this.clock.now() } } as const;
    return this.repositories.handle(repositoryId, command, context, options);
  }

  /** What versioning tells of a version. */
  async recordVersion(repositoryId: string, record: VersionRecord, context: CommandContext): Promise<void> {
    await this.repositories.handle(repositoryId, record, context);
  }

  private async tryToRename(
    repositoryId: string,
    { name, ...others }: RepositoryChanges & { name: string },
    context: CommandContext,
    options: HandleOptions,
  ): Promise<RepositoryOutcome> {
    const { state, revision } = await this.repositories.load(repositoryId);
    const { ifRevision = revision } = options;
    const isNew = state.status === 'present' && ifRevision === revision && !bearsName(state, name);
    // Read before the old name is given up: a claim that comes later belongs to a renaming back and must stay.
    const oldClaim = isNew ? await this.names.claimOn(state.name) : null;
    if (isNew) await this.names.claim(name, repositoryId, context);
    const sameAsBefore = state.status === 'present' && state.name === name;
    const data = { ...others, ...(sameAsBefore ? {} : { name }), at: this.clock.now() };
    const outcome = await this.repositories.handle(repositoryId, { type: 'ChangeRepository', data }, context, {
      ifRevision,
    });
    const renamed = outcome.appended.find((event) => event.type === 'RepositoryRenamed');
    if (oldClaim?.holder === repositoryId && renamed !== undefined)
      await this.names.release(renamed.data.previousName, oldClaim, context);
    return outcome;
  }
}

/** Another writer was first: from the beginning, with what is there now. */
const againOnConflict = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempts >= mostAttempts) throw error;
    }
  }
};
