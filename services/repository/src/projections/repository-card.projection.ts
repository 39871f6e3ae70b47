import { defineProjection, ViewMissing, type Recorded } from '@daybook/event-sourcing';
import { upcastRepository, type RepositoryEvent } from '../domain/repository.events.js';

/** One row of the Models table. `lowerName` and `searchText` are what it is found by. */
export type RepositoryCard = Readonly<{
  repositoryId: string;
  name: string;
  lowerName: string;
  description: string;
  searchText: string;
  labels: Readonly<Record<string, string>>;
  owner: string;
  datasets: readonly Readonly<{ datasetId: string; name: string }>[];
  contributors: readonly string[];
  latestVersion: number | null;
  versionCount: number;
  defaultVersion: number | null;
  createdAt: string;
  lastModifiedAt: string;
  revision: number;
}>;

const patch = (
  card: RepositoryCard | null,
  event: Recorded<RepositoryEvent>,
  change: Partial<RepositoryCard>,
): RepositoryCard => {
  if (card === null) throw new ViewMissing('repository-card');
  const next = { ...card, lastModifiedAt: event.data.at, ...change, revision: event.revision };
  return { ...next, lowerName: next.name.toLowerCase(), searchText: `${next.name} ${next.description}`.toLowerCase() };
};
const withItem = (items: readonly string[], item: string): readonly string[] =>
  items.includes(item) ? items : [...items, item];

type Linked = Readonly<{ datasetId: string; datasetName: string }>;
const withDataset = (
  card: RepositoryCard | null,
  { datasetId, datasetName: name }: Linked,
): RepositoryCard['datasets'] => {
  const datasets = card?.datasets ?? [];
  return datasets.some((dataset) => dataset.datasetId === datasetId) ? datasets : [...datasets, { datasetId, name }];
};

export const repositoryCard = defineProjection<RepositoryCard, RepositoryEvent>({
  name: 'repository-card-v1',
  streams: ['repository-'],
  upcast: upcastRepository,
  keyOf: (event) => event.data.repositoryId,
  indexes: [
    { field: 'name', type: 'text' },
    { field: 'lowerName', type: 'text' },
    { field: 'searchText', type: 'text' },
    { field: 'owner', type: 'text' },
    { field: 'latestVersion', type: 'number' },
    { field: 'createdAt', type: 'text' },
    { field: 'lastModifiedAt', type: 'text' },
  ],
  on: {
    RepositoryCreated: (_card, { data: { at, ...data }, revision }) => ({
      ...data,
      lowerName: data.name.toLowerCase(),
      searchText: `${data.name} ${data.description}`.toLowerCase(),
      datasets: [],
      contributors: [data.owner],
      latestVersion: null,
      versionCount: 0,
      defaultVersion: null,
      createdAt: at,
      lastModifiedAt: at,
      revision,
    }),
    RepositoryRenamed: (card, event) => patch(card, event, { name: event.data.name }),
    RepositoryDescribed: (card, event) => patch(card, event, { description: event.data.description }),
    RepositoryLabelled: (card, event) => patch(card, event, { labels: event.data.labels }),
    RepositoryDatasetLinked: (card, event) => patch(card, event, { datasets: withDataset(card, event.data) }),
    // Nothing that is shown changes, and the repository may never come to be.
    RepositoryNameForfeited: (card, { revision }) => (card === null ? null : { ...card, revision }),
    // Also heard of a repository that was deleted meanwhile.
    RepositoryVersionAdded: (card, event) =>
      card &&
      patch(card, event, {
        datasets: withDataset(card, event.data),
        contributors: withItem(card.contributors, event.data.contributor),
        latestVersion: Math.max(event.data.number, card.latestVersion ?? 0),
        versionCount: card.versionCount + 1,
      }),
    RepositoryDefaultVersionSet: (card, event) => patch(card, event, { defaultVersion: event.data.number }),
    RepositoryDeleted: () => null,
    RepositoryVersionErased: () => null,
    RepositoryErased: () => null,
  },
});
