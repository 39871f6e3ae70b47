import { describe, it } from '@jest/globals';
import { recordedStream, specifyProjection } from '@daybook/testing';
import {
  at,
  created,
  customers,
  deleted,
  event,
  forfeited,
  later,
  orders,
  repositoryId,
  versionAdded,
  versionReady,
} from '../fixtures/repository.fixture.js';
import { repositoryCard, type RepositoryCard } from './repository-card.projection.js';
import type { RepositoryEvent } from '../domain/repository.events.js';

const given = (...events: RepositoryEvent[]) =>
  specifyProjection(repositoryCard).given(recordedStream(`repository-${repositoryId}`, events));
const card: RepositoryCard = {
  repositoryId,
  name: 'Churn',
  lowerName: 'churn',
  description: 'who leaves',
  searchText: 'churn who leaves',
  labels: { team: 'crm' },
  owner: 'anna',
  datasets: [],
  datasetsText: '[]',
  contributors: ['anna'],
  contributorsText: '["anna"]',
  latestVersion: null,
  versionCount: 0,
  defaultVersion: null,
  createdAt: at,
  lastModifiedAt: at,
  revision: 0,
};

describe('a row of the Models table', () => {
  it('begins with its creation', () => void given(created).then(repositoryId, card));

  it('follows the names and words it is found by', () =>
    void given(
      created,
      event('RepositoryRenamed', { name: 'Attrition', previousName: 'Churn' }, later),
      event('RepositoryDescribed', { description: 'Who LEFT' }, later),
    ).then(repositoryId, {
      ...card,
      name: 'Attrition',
      lowerName: 'attrition',
      description: 'Who LEFT',
      searchText: 'attrition who left',
      lastModifiedAt: later,
      revision: 2,
    }));

  it('counts versions, whoever made them, in whatever order they are told', () =>
    void given(created, versionAdded(2, 'ben', orders), versionAdded(1)).then(repositoryId, {
      ...card,
      datasets: [
        { datasetId: orders.datasetId, name: 'orders' },
        { datasetId: customers.datasetId, name: 'customers' },
      ],
      datasetsText: '["orders","customers"]',
      contributors: ['anna', 'ben'],
      contributorsText: '["anna","ben"]',
      latestVersion: 2,
      versionCount: 2,
      lastModifiedAt: later,
      revision: 2,
    }));

  it('names a dataset once, linked or trained from', () =>
    void given(created, event('RepositoryDatasetLinked', customers, later), versionAdded(1)).then(repositoryId, {
      ...card,
      datasets: [{ datasetId: customers.datasetId, name: 'customers' }],
      datasetsText: '["customers"]',
      latestVersion: 1,
      versionCount: 1,
      lastModifiedAt: later,
      revision: 2,
    }));

  it('shows labels and the default version', () =>
    void given(
      created,
      event('RepositoryLabelled', { labels: {} }),
      versionAdded(1),
      event('RepositoryDefaultVersionSet', { number: 1 }, later),
    ).then(repositoryId, {
      ...card,
      labels: {},
      datasets: [{ datasetId: customers.datasetId, name: 'customers' }],
      datasetsText: '["customers"]',
      latestVersion: 1,
      versionCount: 1,
      defaultVersion: 1,
      lastModifiedAt: later,
      revision: 3,
    }));

  it('has no default version after that was archived; that one is ready is no modification', () => {
    const set = [created, versionAdded(1), event('RepositoryDefaultVersionSet', { number: 1 })];
    const modified = { ...card, datasets: [{ datasetId: customers.datasetId, name: 'customers' }], datasetsText: '["customers"]', latestVersion: 1, versionCount: 1 };
    const remembered = [versionReady(1), event('RepositoryVersionArchived', { number: 1, archived: true }, later)];
    given(...set, ...remembered).then(repositoryId, { ...modified, defaultVersion: 1, lastModifiedAt: at, revision: 4 });
    const withdrawn = event('RepositoryDefaultVersionWithdrawn', { number: 1 }, later);
    given(...set, ...remembered, withdrawn).then(repositoryId, { ...modified, lastModifiedAt: later, revision: 5 });
  });

  it('is not modified by a forfeited name, though its stream is longer', () =>
    void given(created, forfeited).then(repositoryId, { ...card, revision: 1 }));

  it('is not there for what never came to be, nor for what was deleted', () => {
    given(forfeited).thenAll({});
    given(created, deleted).thenAll({});
  });

  it('begins after a claim was forfeited', () =>
    void given(forfeited, created).then(repositoryId, { ...card, revision: 1 }));
});
