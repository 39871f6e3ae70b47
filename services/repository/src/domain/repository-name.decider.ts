import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import { RepositoryNameTaken } from './repository.errors.js';

/** One stream per name, whatever its case: whoever is first has it, until it is released or forfeited. */
export type RepositoryNameClaimed = EventOf<
  'RepositoryNameClaimed',
  1,
  { name: string; repositoryId: string; claimId: string; at: string }
>;
export type RepositoryNameReleased = EventOf<
  'RepositoryNameReleased',
  1,
  { repositoryId: string; claimId: string; at: string }
>;
export type RepositoryNameEvent = RepositoryNameClaimed | RepositoryNameReleased;

export const upcastRepositoryName = upcasterFor<RepositoryNameEvent>({
  RepositoryNameClaimed: { current: 1, steps: {} },
  RepositoryNameReleased: { current: 1, steps: {} },
});

/** `forfeited`: the claim that its holder can no longer use, null where there is none. Every attempt has a claimId of its own. */
export type ClaimName = CommandOf<
  'ClaimName',
  { name: string; repositoryId: string; claimId: string; forfeited: string | null; at: string }
>;
/** Releases this claim only: the holder may have claimed the name anew meanwhile. */
export type ReleaseName = CommandOf<'ReleaseName', { repositoryId: string; claimId: string; at: string }>;
export type RepositoryNameCommand = ClaimName | ReleaseName;

export type NameClaim = Readonly<{ holder: string; claimId: string; claimedAt: string }>;
export type RepositoryNameState = Readonly<{ claim: NameClaim | null }>;

export const repositoryName: Decider<RepositoryNameState, RepositoryNameCommand, RepositoryNameEvent> = {
  initialState: { claim: null },

  /** @throws RepositoryNameTaken */
  decide({ type, data }, { claim }) {
    switch (type) {
      case 'ClaimName': {
        const { forfeited, ...claimed } = data;
        const free = claim === null || claim.holder === data.repositoryId || claim.claimId === forfeited;
        if (!free) throw new RepositoryNameTaken(data.name);
        return [{ type: 'RepositoryNameClaimed', schemaVersion: 1, data: claimed }];
      }
      case 'ReleaseName':
        if (claim?.claimId !== data.claimId) return [];
        return [{ type: 'RepositoryNameReleased', schemaVersion: 1, data }];
    }
  },

  evolve(_state, event) {
    switch (event.type) {
      case 'RepositoryNameClaimed': {
        const { repositoryId: holder, claimId, at: claimedAt } = event.data;
        return { claim: { holder, claimId, claimedAt } };
      }
      case 'RepositoryNameReleased':
        return { claim: null };
    }
  },
};
