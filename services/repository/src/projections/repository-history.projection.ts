import { defineProjection, type Recorded } from '@daybook/event-sourcing';
import { upcastRepository, type RepositoryEvent } from '../domain/repository.events.js';

export type HistoryEntry = Readonly<{ position: number; type: string; at: string; actor: string; reason: string | null; data: object }>;
/** Everything that happened to one repository, oldest first; it stays after a deletion. */
export type RepositoryHistory = Readonly<{ repositoryId: string; entries: readonly HistoryEntry[] }>;

type Reduce = (history: RepositoryHistory | null, event: Recorded<RepositoryEvent>) => RepositoryHistory;
const append: Reduce = (history, { type, data, position, metadata: { actor, reason } }) => ({
  repositoryId: data.repositoryId,
  entries: [...(history?.entries ?? []), { position, type, at: data.at, actor, reason: reason ?? null, data }],
});

export const repositoryHistory = defineProjection<RepositoryHistory, RepositoryEvent>({
  name: 'repository-history-v1',
  streams: ['repository-'],
  upcast: upcastRepository,
  keyOf: (event) => event.data.repositoryId,
  on: {
    RepositoryCreated: append,
    RepositoryRenamed: append,
    RepositoryDescribed: append,
    RepositoryLabelled: append,
    RepositoryVersionAdded: append,
    RepositoryDefaultVersionSet: append,
    RepositoryDeleted: append,
  },
});
