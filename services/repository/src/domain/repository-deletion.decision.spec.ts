import { describe, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import { at, created, customers, deleted, event, versionAdded } from '../fixtures/repository.fixture.js';
import type { RepositoryCommand } from './repository.commands.js';
import { repository } from './repository.decider.js';

const spec = specify(repository);
const finish: RepositoryCommand = { type: 'FinishDeletion', data: { at } };
const record = (number: number): RepositoryCommand => ({ type: 'RecordVersionErased', data: { number, at } });
const add = (number: number): RepositoryCommand => ({ type: 'AddVersion', data: { number, ...customers, contributor: 'anna', at } });
const versionErased = (number: number) => event('RepositoryVersionErased', { number });
const erased = event('RepositoryErased', {});

describe('a deletion', () => {
  it('ends when it is heard, where there are no versions', () => {
    spec.given([created, deleted]).when(finish).then([erased]);
    spec.given([created, deleted, erased]).when(finish).then([]);
  });

  it('ends with the last version that is erased, in whatever order', () => {
    const given = [created, versionAdded(1), versionAdded(2), deleted];
    spec.given(given).when(finish).then([]);
    spec.given(given).when(record(2)).then([versionErased(2)]);
    spec.given([...given, versionErased(2)]).when(record(2)).then([]);
    spec.given([...given, versionErased(2)]).when(record(1)).then([versionErased(1), erased]);
  });

  it('waits for a version that was queued behind its back, too', () => {
    const late = event('RepositoryVersionAdded', { number: 2, ...customers, contributor: 'anna', isReady: false });
    spec.given([created, versionAdded(1), deleted]).when(add(2)).then([late]);
    spec.given([created, versionAdded(1), deleted, late]).when(record(1)).then([versionErased(1)]);
    spec.given([created, versionAdded(1), deleted, late, versionErased(1)]).when(record(2)).then([versionErased(2), erased]);
  });

  it('is over when it is over', () => {
    spec.given([created, deleted, erased]).when(add(1)).then([]);
    spec.given([created, deleted, erased]).when(record(1)).then([]);
  });

  it('is not begun by what only a deleted repository can hear', () => {
    spec.given([created, versionAdded(1)]).when(record(1)).then([]);
    spec.given([created]).when(finish).then([]);
  });
});
