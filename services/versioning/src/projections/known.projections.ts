import type { DatasetFacts } from '@daybook/contracts';
import { knownRepositoryProjection, memoryProjection } from '@daybook/memory';

export const service = 'versioning';
export const knownRepository = knownRepositoryProjection(service);

export type KnownDataset = DatasetFacts['daybook.dataset.registered.v1'];

export const knownDataset = memoryProjection<KnownDataset>({
  name: 'versioning-known-dataset-v1',
  service,
  kind: 'dataset',
  indexes: [
    { field: 'name', type: 'text' },
    { field: 'at', type: 'text' },
  ],
  reduce: (view, { type, data }) => (type === 'daybook.dataset.registered.v1' ? data : view),
});
