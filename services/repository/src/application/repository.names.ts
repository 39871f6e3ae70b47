import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { commandHandlerFor, type CommandContext, type CommandHandler, type EventStore } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, ID_GENERATOR, type Clock, type IdGenerator } from '@daybook/service-kit';
import {
  repositoryName,
  upcastRepositoryName,
  type NameClaim,
  type RepositoryNameCommand,
  type RepositoryNameEvent,
  type RepositoryNameState,
} from '../domain/repository-name.decider.js';
import { RepositoryStreams } from './repository.streams.js';
import { bearsName } from '../domain/repository.state.js';

/** A claim this young may belong to a creation or renaming that is still on its way; older ones can be forfeited. */
export const claimGraceMs = 10_000;

/** Not `repository-…`: those streams are repositories. */
const streamOf = (name: string): string =>
  `repositoryname-${createHash('sha256').update(name.toLowerCase()).digest('hex')}`;

/**
 * Keeps names unique. A name is claimed in a stream of its own before a repository takes it, and the repository takes it
 * at the revision it had before the claim. A claim whose repository does not bear the name (its command broke off) can be
 * taken over: first an event in that repository's stream moves its revision, so that a command which was only slow fails
 * and begins again, then the claim changes hands.
 */
@Injectable()
export class RepositoryNames {
  private readonly handle: CommandHandler<RepositoryNameState, RepositoryNameCommand, RepositoryNameEvent>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    private readonly repositories: RepositoryStreams,
  ) {
    this.handle = commandHandlerFor(store, repositoryName, upcastRepositoryName);
  }

  /** @throws RepositoryNameTaken */
  async claim(name: string, repositoryId: string, context: CommandContext): Promise<void> {
    const present = await this.claimOn(name);
    const forfeited =
      present !== null && present.holder !== repositoryId && (await this.forfeit(name, present, context))
        ? present.claimId
        : null;
    const claimId = this.ids.newId();
    const data = { name, repositoryId, claimId, forfeited, at: this.clock.now() };
    await this.handle(streamOf(name), { type: 'ClaimName', data }, this.stepOf(context, claimId));
  }

  /** Who bears the name as the log has it now, which no view can say; null for nobody. */
  async bearerOf(name: string): Promise<string | null> {
    const claim = await this.claimOn(name);
    if (claim === null) return null;
    const { state } = await this.repositories.load(claim.holder);
    return bearsName(state, name) ? claim.holder : null;
  }

  async claimOn(name: string): Promise<NameClaim | null> {
    let state = repositoryName.initialState;
    for await (const event of this.store.readStream(streamOf(name)))
      state = repositoryName.evolve(state, upcastRepositoryName(event));
    return state.claim;
  }

  async release(name: string, { holder, claimId }: NameClaim, context: CommandContext): Promise<void> {
    const data = { repositoryId: holder, claimId, at: this.clock.now() };
    await this.handle(streamOf(name), { type: 'ReleaseName', data }, this.stepOf(context, this.ids.newId()));
  }

  /** Gives the name up if this repository still holds it. */
  async releaseOf(repositoryId: string, name: string, context: CommandContext): Promise<void> {
    const claim = await this.claimOn(name);
    if (claim?.holder === repositoryId) await this.release(name, claim, context);
  }

  /** True when the holder cannot use its claim any more. */
  private async forfeit(name: string, { holder, claimedAt }: NameClaim, context: CommandContext): Promise<boolean> {
    const { state } = await this.repositories.load(holder);
    if (bearsName(state, name)) return false;
    if (state.status === 'deleted') return true;
    if (Date.parse(this.clock.now()) - Date.parse(claimedAt) <= claimGraceMs) return false;
    const command = { type: 'ForfeitName', data: { repositoryId: holder, name, at: this.clock.now() } } as const;
    const outcome = await this.repositories.handle(holder, command, this.stepOf(context, this.ids.newId()));
    return !bearsName(outcome.state, name);
  }

  /** A step on the way to what was commanded: one attempt, never a retry of another. */
  private stepOf({ commandId: causationId, ...context }: CommandContext, commandId: string): CommandContext {
    return { ...context, commandId, causationId };
  }
}
