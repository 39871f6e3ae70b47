import { defineProjection } from '@daybook/event-sourcing';
import { upcastDataset, type DatasetColumn, type DatasetRegistered } from '../domain/dataset.decider.js';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;

export type DatasetCard = Readonly<{
  datasetId: string;
  name: string;
  artifact: Artifact;
  profile: Artifact;
  rows: number;
  columns: readonly DatasetColumn[];
  createdAt: string;
  createdBy: string;
}>;

export const datasetCard = defineProjection<DatasetCard, DatasetRegistered>({
  name: 'dataset-card-v1',
  streams: ['dataset-'],
  upcast: upcastDataset,
  keyOf: (event) => event.data.datasetId,
  indexes: [
    { field: 'name', type: 'text' },
    { field: 'rows', type: 'number' },
    { field: 'createdAt', type: 'text' },
  ],
  on: {
    DatasetRegistered: (_card, { data: { at, ...data }, metadata }) => ({
      ...data,
      createdAt: at,
      createdBy: metadata.actor,
    }),
  },
});
