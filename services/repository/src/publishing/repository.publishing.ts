import type { AnyPublishing, Publishing } from '@daybook/messaging';
import { upcastDataset, type DatasetRegistered } from '../domain/dataset.decider.js';
import { upcastRepository, type RepositoryEvent } from '../domain/repository.events.js';

const repositories: Publishing<RepositoryEvent> = {
  topic: 'repositories',
  streams: ['repository-'],
  upcast: upcastRepository,
  on: {
    RepositoryCreated: ({ data: { repositoryId, name, description, at } }) => ({
      type: 'daybook.repository.created.v1',
      key: repositoryId,
      data: { repositoryId, name, description, at },
    }),
    RepositoryRenamed: ({ data: { repositoryId, name, at } }) => ({
      type: 'daybook.repository.renamed.v1',
      key: repositoryId,
      data: { repositoryId, name, at },
    }),
    RepositoryDescribed: ({ data }) => ({ type: 'daybook.repository.described.v1', key: data.repositoryId, data }),
    RepositoryLabelled: ({ data }) => ({ type: 'daybook.repository.labelled.v1', key: data.repositoryId, data }),
    RepositoryDatasetLinked: ({ data: { repositoryId, datasetId, at } }) => ({
      type: 'daybook.repository.dataset-linked.v1',
      key: repositoryId,
      data: { repositoryId, datasetId, at },
    }),
    RepositoryNameForfeited: () => null,
    RepositoryVersionAdded: () => null,
    RepositoryVersionReady: () => null,
    RepositoryVersionArchived: () => null,
    RepositoryDefaultVersionSet: ({ data }) => ({
      type: 'daybook.repository.default-version-set.v1',
      key: data.repositoryId,
      data,
    }),
    RepositoryDefaultVersionWithdrawn: ({ data }) => ({
      type: 'daybook.repository.default-version-withdrawn.v1',
      key: data.repositoryId,
      data,
    }),
    RepositoryVersionErased: () => null,
    RepositoryErased: ({ data }) => ({ type: 'daybook.repository.erased.v1', key: data.repositoryId, data }),
    RepositoryDeleted: ({ data }) => ({ type: 'daybook.repository.deleted.v1', key: data.repositoryId, data }),
  },
};

const datasets: Publishing<DatasetRegistered> = {
  topic: 'datasets',
  streams: ['dataset-'],
  upcast: upcastDataset,
  on: {
    DatasetRegistered: ({ data: { profile: _profile, ...data } }) => ({
      type: 'daybook.dataset.registered.v1',
      key: data.datasetId,
      data,
    }),
  },
};

/** What the repository service tells others. */
export const repositoryPublishing: readonly AnyPublishing[] = [repositories, datasets];
