import { defineProjection, listText, ViewMissing, type Recorded } from '@daybook/event-sourcing';
import { upcastRepository, type RepositoryEvent } from '../domain/repository.events.js';

/** One row of the Models table. `lowerName` and what ends in `Text` are what it is found by. */
export type RepositoryCard = Readonly<{
  repositoryId: string;
  name: string;
  lowerName: string;
  description: string;
  searchText: string;
  labels: Readonly<Record<string, string>>;
  owner: string;
  datasets: readonly Readonly<{ datasetId: string; name: string }>[];
  datasetsText: string;
  contributors: readonly string[];
  contributorsText: string;
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
  return { ...next, ...foundBy(next) };
};
/** Nothing that is shown as a modification has happened; the stream is longer. */
const unmodified = (card: RepositoryCard | null, { revision }: Recorded<RepositoryEvent>): RepositoryCard | null =>
  card === null ? null : { ...card, revision };
const foundBy = ({ name, description, datasets, contributors }: Pick<RepositoryCard, 'name' | 'description' | 'datasets' | 'contributors'>) => ({
  lowerName: name.toLowerCase(),
  searchText: `${name} ${description}`.toLowerCase(),
  datasetsText: listText(datasets.map((dataset) => dataset.name)),
  contributorsText: listText(contributors),
});
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
  name: 'repository-card-v2',
  streams: ['repository-'],
  upcast: upcastRepository,
  keyOf: (event) => event.data.repositoryId,
  indexes: [
    { field: 'name', type: 'text' },
    { field: 'lowerName', type: 'text' },
    { field: 'searchText', type: 'text' },
    { field: 'owner', type: 'text' },
    { field: 'datasetsText', type: 'text' },
    { field: 'contributorsText', type: 'text' },
    { field: 'latestVersion', type: 'number' },
    { field: 'createdAt', type: 'text' },
    { field: 'lastModifiedAt', type: 'text' },
  ],
  on: {
    RepositoryCreated: (_card, { data: { at, ...data }, revision }) => ({
      ...data,
      ...foundBy({ ...data, datasets: [], contributors: [data.owner] }),
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
    RepositoryNameForfeited: unmodified,
    // Also heard of a repository that was deleted meanwhile.
    RepositoryVersionAdded: (card, event) =>
      card &&
      patch(card, event, {
        datasets: withDataset(card, event.data),
        contributors: withItem(card.contributors, event.data.contributor),
        latestVersion: Math.max(event.data.number, card.latestVersion ?? 0),
        versionCount: card.versionCount + 1,
      }),
    RepositoryVersionReady: unmodified,
    RepositoryVersionArchived: unmodified,
    RepositoryDefaultVersionWithdrawn: (card, event) => patch(card, event, { defaultVersion: null }),
    RepositoryDefaultVersionSet: (card, event) => patch(card, event, { defaultVersion: event.data.number }),
    RepositoryDeleted: () => null,
    RepositoryVersionErased: () => null,
    RepositoryErased: () => null,
  },
});
