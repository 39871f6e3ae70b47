import type { DatasetFacts } from '@daybook/contracts';
import { knownRepositoryProjection, memoryProjection, repositoryNames, type MemoryIndexing, type MemoryView } from '@daybook/memory';

export const service = 'versioning';
export const knownRepository = knownRepositoryProjection(service);

export type KnownDataset = DatasetFacts['daybook.dataset.registered.v1'];

/** What is remembered of one dataset. */
export const knownDatasetMemory: MemoryView<KnownDataset> = {
  name: 'versioning-known-dataset-v1',
  service,
  kind: 'dataset',
  indexes: [
    { field: 'name', type: 'text' },
    { field: 'at', type: 'text' },
  ],
  reduce: (view, { type, data }) => (type === 'daybook.dataset.registered.v1' ? data : view),
};

export const knownDataset = memoryProjection(knownDatasetMemory);

/** Datasets by their names. */
export const datasetNames: MemoryIndexing = {
  service,
  kind: 'dataset',
  name: 'datasetname',
  keyOf: ({ type, data }) => (type === 'daybook.dataset.registered.v1' ? data.name : null),
};

/** How commands find what they name. */
export const memoryIndexes: readonly MemoryIndexing[] = [repositoryNames(service), datasetNames];
