import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import { RepositoryNameTaken } from './repository.errors.js';

/** One stream per name, whatever its case: whoever is first has it, until it is released. */
export type RepositoryNameClaimed = EventOf<'RepositoryNameClaimed', 1, { name: string; repositoryId: string; at: string }>;
export type RepositoryNameReleased = EventOf<'RepositoryNameReleased', 1, { repositoryId: string; at: string }>;
export type RepositoryNameEvent = RepositoryNameClaimed | RepositoryNameReleased;

export const upcastRepositoryName = upcasterFor<RepositoryNameEvent>({
  RepositoryNameClaimed: { current: 1, steps: {} },
  RepositoryNameReleased: { current: 1, steps: {} },
});

/** `abandoned`: the holder was found never to have come into being, or to have gone. */
export type ClaimName = CommandOf<'ClaimName', { name: string; repositoryId: string; abandoned: string | null; at: string }>;
export type ReleaseName = CommandOf<'ReleaseName', { repositoryId: string; at: string }>;
export type RepositoryNameCommand = ClaimName | ReleaseName;
export type RepositoryNameState = Readonly<{ holder: string | null; claimedAt: string | null }>;

export const repositoryName: Decider<RepositoryNameState, RepositoryNameCommand, RepositoryNameEvent> = {
  initialState: { holder: null, claimedAt: null },

  /** @throws RepositoryNameTaken */
  decide({ type, data }, { holder }) {
    switch (type) {
      case 'ClaimName': {
        const { name, repositoryId, abandoned, at } = data;
        if (holder === repositoryId) return [];
        if (holder !== null && holder !== abandoned) throw new RepositoryNameTaken(name);
        return [{ type: 'RepositoryNameClaimed', schemaVersion: 1, data: { name, repositoryId, at } }];
      }
      case 'ReleaseName':
        if (holder !== data.repositoryId) return [];
        return [{ type: 'RepositoryNameReleased', schemaVersion: 1, data }];
    }
  },

  evolve(_state, event) {
    switch (event.type) {
      case 'RepositoryNameClaimed':
        return { holder: event.data.repositoryId, claimedAt: event.data.at };
      case 'RepositoryNameReleased':
        return { holder: null, claimedAt: null };
    }
  },
};
