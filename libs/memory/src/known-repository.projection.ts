import type { ProjectionDefinition } from '@daybook/event-sourcing';
import type { FactRemembered } from './memory.event.js';
import type { MemoryIndexing } from './memory.index.js';
import { memoryProjection, type MemoryView } from './memory.projection.js';

/** What every service must know of a repository to be asked about it by name. */
export type KnownRepository = Readonly<{ repositoryId: string; name: string; lowerName: string; defaultNumber: number | null }>;

const kind = 'repository';

/** What is remembered of one repository. */
export const knownRepositoryMemory = (service: string): MemoryView<KnownRepository> => ({
  name: `${service}-known-repository-v1`,
  service,
  kind,
  indexes: [{ field: 'lowerName', type: 'text' }],
  reduce: (view, { type, data }) => {
    switch (type) {
      case 'daybook.repository.created.v1':
      case 'daybook.repository.renamed.v1': {
        const { repositoryId, name } = data;
        return { repositoryId, name, lowerName: name.toLowerCase(), defaultNumber: view?.defaultNumber ?? null };
      }
      case 'daybook.repository.default-version-set.v1':
        return view === null ? null : { ...view, defaultNumber: data.number };
      case 'daybook.repository.default-version-withdrawn.v1':
        return view === null ? null : { ...view, defaultNumber: null };
      case 'daybook.repository.deleted.v1':
        return null;
      default:
        return view;
    }
  },
});

/** A service's own view of the repositories. */
export const knownRepositoryProjection = (service: string): ProjectionDefinition<KnownRepository, FactRemembered> =>
  memoryProjection(knownRepositoryMemory(service));

/** Repositories by their names, in any letters. */
export const repositoryNames = (service: string): MemoryIndexing => ({
  service,
  kind,
  name: 'repositoryname',
  keyOf: ({ type, data }) => {
    switch (type) {
      case 'daybook.repository.created.v1':
      case 'daybook.repository.renamed.v1':
      case 'daybook.repository.deleted.v1':
        return data.name.toLowerCase();
      default:
        return null;
    }
  },
  isEnd: ({ type }) => type === 'daybook.repository.deleted.v1',
});
