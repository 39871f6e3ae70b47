import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { commandHandlerFor, reactionCommandId, type CommandContext, type CommandHandler, type CommandOutcome, type EventStore, type HandleOptions } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import {
  repositoryName,
  upcastRepositoryName,
  type RepositoryNameCommand,
  type RepositoryNameEvent,
  type RepositoryNameState,
} from '../domain/repository-name.decider.js';
import type { RepositoryCommand } from '../domain/repository.commands.js';
import { repository, type RepositoryState } from '../domain/repository.decider.js';
import { upcastRepository, type RepositoryEvent } from '../domain/repository.events.js';

export type RepositoryOutcome = CommandOutcome<RepositoryState, RepositoryEvent>;
export type NewRepository = Readonly<{ name: string; description: string; labels: Readonly<Record<string, string>> }>;
export type RepositoryChanges = Partial<NewRepository>;

/** A claim this young may belong to a creation that is still on its way. */
const claimGraceMs = 10_000;
const streamOf = (repositoryId: string): string => `repository-${repositoryId}`;
const nameStream = (name: string): string => `repositoryname-${createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 40)}`;

/** Commands on repositories. A name is claimed in a stream of its own before it is used, so that racing creators cannot share it. */
@Injectable()
export class RepositoryHandler {
  private readonly handle: CommandHandler<RepositoryState, RepositoryCommand, RepositoryEvent>;
  private readonly handleName: CommandHandler<RepositoryNameState, RepositoryNameCommand, RepositoryNameEvent>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.handle = commandHandlerFor(store, repository, upcastRepository);
    this.handleName = commandHandlerFor(store, repositoryName, upcastRepositoryName);
  }

  /** The id derives from the command: a retried creation finds its own repository. @throws RepositoryNameTaken */
  async create({ name, description, labels }: NewRepository, context: CommandContext): Promise<RepositoryOutcome & { repositoryId: string }> {
    const repositoryId = reactionCommandId(context.commandId, 'repository');
    const at = this.clock.now();
    await this.claim(name, repositoryId, context);
    const data = { repositoryId, name, description, labels, owner: context.actor, at };
    const outcome = await this.handle(streamOf(repositoryId), { type: 'CreateRepository', data }, context);
    return { ...outcome, repositoryId };
  }

  /** @throws RepositoryNameTaken, RevisionConflict, IllegalTransition */
  async change(repositoryId: string, changes: RepositoryChanges, context: CommandContext, options?: HandleOptions): Promise<RepositoryOutcome> {
    const before = await this.load(repositoryId);
    if (changes.name !== undefined && before.status === 'present') await this.claim(changes.name, repositoryId, context);
    const command = { type: 'ChangeRepository', data: { ...changes, at: this.clock.now() } } as const;
    const outcome = await this.handle(streamOf(repositoryId), command, context, options);
    const renamed = outcome.appended.find((event) => event.type === 'RepositoryRenamed');
    if (renamed !== undefined && nameStream(renamed.data.previousName) !== nameStream(renamed.data.name)) {
      await this.release(renamed.data.previousName, repositoryId, context);
    }
    return outcome;
  }

  setDefaultVersion(repositoryId: string, number: number, context: CommandContext, options?: HandleOptions): Promise<RepositoryOutcome> {
    const command = { type: 'SetDefaultVersion', data: { number, at: this.clock.now() } } as const;
    return this.handle(streamOf(repositoryId), command, context, options);
  }

  async delete(repositoryId: string, context: CommandContext, options?: HandleOptions): Promise<RepositoryOutcome> {
    const command = { type: 'DeleteRepository', data: { at: this.clock.now() } } as const;
    const outcome = await this.handle(streamOf(repositoryId), command, context, options);
    const [deleted] = outcome.appended;
    if (deleted?.type === 'RepositoryDeleted') await this.release(deleted.data.name, repositoryId, context);
    return outcome;
  }

  async addVersion(repositoryId: string, version: Extract<RepositoryCommand, { type: 'AddVersion' }>['data'], context: CommandContext): Promise<void> {
    await this.handle(streamOf(repositoryId), { type: 'AddVersion', data: version }, context);
  }

  private async claim(name: string, repositoryId: string, context: CommandContext): Promise<void> {
    const abandoned = await this.abandonedHolder(name);
    const command = { type: 'ClaimName', data: { name, repositoryId, abandoned, at: this.clock.now() } } as const;
    await this.handleName(nameStream(name), command, { ...context, commandId: reactionCommandId(context.commandId, `claim ${name}`) });
  }

  private async release(name: string, repositoryId: string, context: CommandContext): Promise<void> {
    const command = { type: 'ReleaseName', data: { repositoryId, at: this.clock.now() } } as const;
    await this.handleName(nameStream(name), command, { ...context, commandId: reactionCommandId(context.commandId, `release ${name}`) });
  }

  /** Who claimed the name but does not bear it: its creation broke off, or it was renamed or deleted before the release. */
  private async abandonedHolder(name: string): Promise<string | null> {
    let state = repositoryName.initialState;
    for await (const event of this.store.readStream(nameStream(name))) state = repositoryName.evolve(state, upcastRepositoryName(event));
    const { holder, claimedAt } = state;
    if (holder === null || claimedAt === null) return null;
    const bearer = await this.load(holder);
    if (bearer.status === 'present' && bearer.name.toLowerCase() === name.toLowerCase()) return null;
    const ageMs = Date.parse(this.clock.now()) - Date.parse(claimedAt);
    return bearer.status === 'deleted' || ageMs > claimGraceMs ? holder : null;
  }

  private async load(repositoryId: string): Promise<RepositoryState> {
    let state = repository.initialState;
    for await (const event of this.store.readStream(streamOf(repositoryId))) state = repository.evolve(state, upcastRepository(event));
    return state;
  }
}
