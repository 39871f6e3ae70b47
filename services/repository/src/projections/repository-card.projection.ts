import { defineProjection, ViewMissing, type Recorded } from '@daybook/event-sourcing';
import { upcastRepository, type RepositoryEvent } from '../domain/repository.events.js';

/** One row of the Models table. */
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

type Change = Partial<RepositoryCard> & Readonly<{ lastModifiedAt: string }>;

const patch = (card: RepositoryCard | null, event: Recorded<RepositoryEvent>, change: Change): RepositoryCard => {
  if (card === null) throw new ViewMissing('repository-card');
  const next = { ...card, ...change, revision: event.revision };
  return { ...next, lowerName: next.name.toLowerCase(), searchText: `${next.name} ${next.description}`.toLowerCase() };
};
const withItem = (items: readonly string[], item: string): readonly string[] => (items.includes(item) ? items : [...items, item]);

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
    RepositoryRenamed: (card, event) => patch(card, event, { name: event.data.name, lastModifiedAt: event.data.at }),
    RepositoryDescribed: (card, event) =>
      patch(card, event, { description: event.data.description, lastModifiedAt: event.data.at }),
    RepositoryLabelled: (card, event) => patch(card, event, { labels: event.data.labels, lastModifiedAt: event.data.at }),
    RepositoryVersionAdded: (card, event) => {
      const { number, datasetId, datasetName, contributor, at } = event.data;
      const datasets = card?.datasets ?? [];
      const known = datasets.some((dataset) => dataset.datasetId === datasetId);
      return patch(card, event, {
        datasets: known ? datasets : [...datasets, { datasetId, name: datasetName }],
        contributors: withItem(card?.contributors ?? [], contributor),
        latestVersion: Math.max(number, card?.latestVersion ?? 0),
        versionCount: (card?.versionCount ?? 0) + 1,
        lastModifiedAt: at,
      });
    },
    RepositoryDefaultVersionSet: (card, event) =>
      patch(card, event, { defaultVersion: event.data.number, lastModifiedAt: event.data.at }),
    RepositoryDeleted: () => null,
  },
});
