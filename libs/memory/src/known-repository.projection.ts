import type { ProjectionDefinition } from '@daybook/event-sourcing';
import type { FactRemembered } from './memory.event.js';
import { memoryProjection } from './memory.projection.js';

/** What every service must know of a repository to be asked about it by name. */
export type KnownRepository = Readonly<{ repositoryId: string; name: string; lowerName: string; defaultNumber: number | null }>;

/** A service's own view of the repositories. */
export const knownRepositoryProjection = (service: string): ProjectionDefinition<KnownRepository, FactRemembered> =>
  memoryProjection<KnownRepository>({
    name: `${service}-known-repository-v1`,
    service,
    kind: 'repository',
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
        case 'daybook.repository.deleted.v1':
          return null;
        default:
          return view;
      }
    },
  });
