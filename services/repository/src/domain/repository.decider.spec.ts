import { describe, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import {
  at,
  create,
  created,
  customers,
  deleted,
  event,
  forfeited,
  orders,
  repositoryId,
  versionAdded,
  versionReady,
} from '../fixtures/repository.fixture.js';
import { repository } from './repository.decider.js';
import { upcastRepository, type RepositoryEvent } from './repository.events.js';

const spec = specify(repository);
const archive = (archived: boolean) => ({ type: 'RecordVersionArchived', data: { number: 2, archived, at } }) as const;
const archived = event('RepositoryVersionArchived', { number: 2, archived: true });

describe('creating a repository', () => {
  it('begins its stream', () => spec.given([]).when(create).then([created]));

  it('links the datasets it is given, each once', () =>
    spec
      .given([])
      .when({ ...create, data: { ...create.data, datasets: [customers, orders, customers] } } as typeof create)
      .then([created, event('RepositoryDatasetLinked', customers), event('RepositoryDatasetLinked', orders)]));

  it('is still allowed after the claim on its name was forfeited', () =>
    spec.given([forfeited]).when(create).then([created]));

  it('happens once, even after a deletion', () => {
    spec.given([created]).when(create).thenThrows('illegal-transition', { status: 'present' });
    spec.given([created, deleted]).when(create).thenThrows('illegal-transition', { status: 'deleted' });
  });
});

describe('changing a repository', () => {
  it('records one event for each thing that is different', () =>
    spec
      .given([created])
      .when({
        type: 'ChangeRepository',
        data: { name: 'attrition', description: 'who left', labels: { team: 'sales' }, at },
      })
      .then([
        event('RepositoryRenamed', { name: 'attrition', previousName: 'Churn' }),
        event('RepositoryDescribed', { description: 'who left' }),
        event('RepositoryLabelled', { labels: { team: 'sales' } }),
      ]));

  it('records nothing of what is so already', () =>
    spec
      .given([created])
      .when({
        type: 'ChangeRepository',
        data: { name: 'Churn', description: 'who leaves', labels: { team: 'crm' }, at },
      })
      .then([]));

  it('sees a label that was taken away', () =>
    spec
      .given([created])
      .when({ type: 'ChangeRepository', data: { labels: {}, at } })
      .then([event('RepositoryLabelled', { labels: {} })]));

  it('takes another case for another name', () =>
    spec
      .given([created])
      .when({ type: 'ChangeRepository', data: { name: 'churn', at } })
      .then([event('RepositoryRenamed', { name: 'churn', previousName: 'Churn' })]));

  it('needs one that is there', () => {
    spec
      .given([])
      .when({ type: 'ChangeRepository', data: { at } })
      .thenThrows('repository-not-found', { status: 'absent' });
    spec
      .given([created, deleted])
      .when({ type: 'ChangeRepository', data: { at } })
      .thenThrows('repository-not-found', { status: 'deleted' });
  });
});

describe('linking a dataset', () => {
  it('is recorded once, also where a version was trained from it', () => {
    spec
      .given([created])
      .when({ type: 'LinkDataset', data: { ...orders, at } })
      .then([event('RepositoryDatasetLinked', orders)]);
    spec
      .given([created, event('RepositoryDatasetLinked', orders)])
      .when({ type: 'LinkDataset', data: { ...orders, at } })
      .then([]);
    spec
      .given([created, versionAdded(1)])
      .when({ type: 'LinkDataset', data: { ...customers, at } })
      .then([]);
  });
});

describe('remembering a version', () => {
  const add = { type: 'AddVersion', data: { number: 2, ...customers, contributor: 'ben', at } } as const;

  it('records it once, however often it is told', () => {
    spec
      .given([created])
      .when(add)
      .then([event('RepositoryVersionAdded', { number: 2, ...customers, contributor: 'ben', isReady: false })]);
    spec
      .given([created, versionAdded(2)])
      .when(add)
      .then([]);
  });

  it('records that it can be used, that it was archived and that it was taken back, each once', () => {
    const given = spec.given([created, versionAdded(2), versionReady(2)]);
    given.when({ type: 'RecordVersionReady', data: { number: 2, at } }).then([]);
    given.when(archive(true)).then([event('RepositoryVersionArchived', { number: 2, archived: true })]);
    given.when(archive(false)).then([]);
    spec.given([created, versionAdded(2)]).when({ type: 'RecordVersionReady', data: { number: 2, at } }).then([versionReady(2)]);
    spec.given([created, versionAdded(2), versionReady(2), archived]).when(archive(false)).then([event('RepositoryVersionArchived', { number: 2, archived: false })]);
    spec.given([created, deleted]).when(archive(true)).then([]);
  });

  it('has no need of it once all was erased, but does not let go of what it cannot place', () => {
    spec.given([created, deleted, event('RepositoryErased', {})]).when(add).then([]);
    spec.given([]).when(add).thenThrows('repository-not-found');
  });
});

describe('the default version', () => {
  const set = { type: 'SetDefaultVersion', data: { number: 2, at } } as const;

  it('is one that exists', () => {
    spec
      .given([created, versionAdded(1)])
      .when(set)
      .thenThrows('version-not-found', { repositoryId, number: 2 });
    spec
      .given([created, versionAdded(1), versionAdded(2), versionReady(2)])
      .when(set)
      .then([event('RepositoryDefaultVersionSet', { number: 2 })]);
  });

  it('is one that can be used', () => {
    spec.given([created, versionAdded(2), versionReady(1)]).when(set).thenThrows('version-not-ready', { repositoryId, number: 2 });
    spec.given([created, versionAdded(2), versionReady(2), archived]).when(set).thenThrows('version-archived', { repositoryId, number: 2 });
    const back = event('RepositoryVersionArchived', { number: 2, archived: false });
    spec.given([created, versionAdded(2), versionReady(2), archived, back]).when(set).then([event('RepositoryDefaultVersionSet', { number: 2 })]);
  });

  it('is withdrawn when it is archived, another is not', () => {
    const history = [created, versionAdded(1), versionAdded(2), versionReady(1), versionReady(2)];
    const withdrawn = event('RepositoryDefaultVersionWithdrawn', { number: 2 });
    spec.given([...history, event('RepositoryDefaultVersionSet', { number: 2 })]).when(archive(true)).then([archived, withdrawn]);
    spec.given([...history, event('RepositoryDefaultVersionSet', { number: 1 })]).when(archive(true)).then([archived]);
    const back = event('RepositoryVersionArchived', { number: 2, archived: false });
    const again = [...history, event('RepositoryDefaultVersionSet', { number: 2 }), archived, withdrawn, back];
    spec.given(again).when(set).then([event('RepositoryDefaultVersionSet', { number: 2 })]);
  });

  it('may be one that was added before it was remembered what can be used', () => {
    const { isReady: _isReady, ...data } = (versionAdded(2) as Extract<RepositoryEvent, { type: 'RepositoryVersionAdded' }>).data;
    const old = upcastRepository({ type: 'RepositoryVersionAdded', schemaVersion: 1, data });
    spec.given([created, old]).when(set).then([event('RepositoryDefaultVersionSet', { number: 2 })]);
  });

  it('is set once', () =>
    spec
      .given([created, versionAdded(2), versionReady(2), event('RepositoryDefaultVersionSet', { number: 2 })])
      .when(set)
      .then([]));
});

describe('deleting a repository', () => {
  const remove = { type: 'DeleteRepository', data: { at } } as const;

  it('says which name has become free', () =>
    spec
      .given([created, event('RepositoryRenamed', { name: 'attrition', previousName: 'Churn' })])
      .when(remove)
      .then([event('RepositoryDeleted', { name: 'attrition' })]));

  it('is done once', () => spec.given([created, deleted]).when(remove).then([]));
});

describe('forfeiting a name', () => {
  const forfeit = (name: string) => ({ type: 'ForfeitName', data: { repositoryId, name, at } }) as const;

  it('is recorded by whoever does not bear it, before its creation too', () => {
    spec.given([]).when(forfeit('attrition')).then([forfeited]);
    spec.given([created]).when(forfeit('attrition')).then([forfeited]);
  });

  it('is recorded each time: every claim has to be stopped for itself', () =>
    spec.given([created, forfeited]).when(forfeit('attrition')).then([forfeited]));

  it('is refused by whoever bears it, in whatever case', () => spec.given([created]).when(forfeit('CHURN')).then([]));

  it('is nothing to a deleted one', () => spec.given([created, deleted]).when(forfeit('Churn')).then([]));
});
