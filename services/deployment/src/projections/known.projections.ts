import type { ArtifactReference } from '@daybook/contracts';
import { knownRepositoryProjection, memoryProjection, repositoryNames, type MemoryIndexing, type MemoryView } from '@daybook/memory';

export const service = 'deployment';

export const knownRepository = knownRepositoryProjection(service);

export type KnownVersion = Readonly<{
  versionId: string;
  repositoryId: string;
  number: number;
  model: ArtifactReference;
  archived: boolean;
}>;

/** What is remembered of one version that can be deployed, while it is not archived. */
export const knownVersionMemory: MemoryView<KnownVersion> = {
  name: 'deployment-known-version-v2',
  service,
  kind: 'version',
  indexes: [
    { field: 'repositoryId', type: 'text' },
    { field: 'number', type: 'number' },
    { field: 'archived', type: 'boolean' },
  ],
  reduce: (view, { type, data }) => {
    if (type === 'daybook.version.archived.v1' && view !== null) return { ...view, archived: data.archived };
    if (type !== 'daybook.version.ready.v1') return view;
    const { versionId, repositoryId, number, model } = data;
    return { versionId, repositoryId, number, model, archived: false };
  },
};

export const knownVersion = memoryProjection(knownVersionMemory);

/** Versions that became ready, by their repositories. */
export const versionsOfRepositories: MemoryIndexing = {
  service,
  kind: 'version',
  name: 'repositoryversions',
  keyOf: ({ type, data }) => (type === 'daybook.version.ready.v1' ? data.repositoryId : null),
};

/** How commands find what they name. */
export const memoryIndexes: readonly MemoryIndexing[] = [repositoryNames(service), versionsOfRepositories];

/** `url` is the base of the engine's predictions; `alive` false once its lease has lapsed. */
export type KnownEngine = Readonly<{ engineId: string; instanceId: string; url: string; alive: boolean }>;

/** What is remembered of one serving engine; training engines have no URL. */
export const knownEngineMemory: MemoryView<KnownEngine> = {
  name: 'deployment-known-engine-v1',
  service,
  kind: 'engine',
  indexes: [{ field: 'alive', type: 'boolean' }],
  reduce: (view, { type, data }) => {
    if (type === 'daybook.engine.registered.v1') {
      const { engineId, instanceId, url } = data;
      return url === null ? view : { engineId, instanceId, url, alive: true };
    }
    // The loss of an earlier process of the engine says nothing about the present one.
    const lost = type === 'daybook.engine.lost.v1' && view?.instanceId === data.instanceId;
    return lost ? { ...view, alive: false } : view;
  },
};

/** Serving engines. */
export const knownEngine = memoryProjection(knownEngineMemory);
