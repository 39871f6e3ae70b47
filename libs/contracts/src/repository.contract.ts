import type { ArtifactReference } from './artifact.contract.js';

/** Topic `repositories`, key repositoryId. */
export type RepositoryFacts = {
  'daybook.repository.created.v1': { repositoryId: string; name: string; description: string; at: string };
  'daybook.repository.renamed.v1': { repositoryId: string; name: string; at: string };
  'daybook.repository.described.v1': { repositoryId: string; description: string; at: string };
  'daybook.repository.labelled.v1': { repositoryId: string; labels: Readonly<Record<string, string>>; at: string };
  'daybook.repository.dataset-linked.v1': { repositoryId: string; datasetId: string; at: string };
  'daybook.repository.default-version-set.v1': { repositoryId: string; number: number; at: string };
  /** It was archived: until another is set, the default is the latest version that can be used. */
  'daybook.repository.default-version-withdrawn.v1': { repositoryId: string; number: number; at: string };
  'daybook.repository.deleted.v1': { repositoryId: string; name: string; at: string };
  /** The last of its versions was erased too. */
  'daybook.repository.erased.v1': { repositoryId: string; at: string };
};

export type ColumnType = 'binary' | 'category' | 'number' | 'text' | 'date';
/** `classes`: all values of a binary or category that has few; absent where there are more, or a dataset is from before they were told. */
export type DatasetColumn = Readonly<{ name: string; type: ColumnType; distinct: number; missing: number; classes?: readonly string[] }>;

/** Topic `datasets`, key datasetId. */
export type DatasetFacts = {
  'daybook.dataset.registered.v1': {
    datasetId: string;
    name: string;
    artifact: ArtifactReference;
    rows: number;
    columns: readonly DatasetColumn[];
    at: string;
  };
};
