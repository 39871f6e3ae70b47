import { describe, it } from '@jest/globals';
import type { Facts } from '@daybook/contracts';
import { recordedStream, specifyProjection } from '@daybook/testing';
import { knownRepositoryProjection } from './known-repository.projection.js';
import type { FactRemembered, RememberedFact } from './memory.event.js';

const at = '2026-03-01T10:00:00.000Z';
const repositoryId = 'r1';
const remembered = <T extends keyof Facts>(type: T, data: Facts[T]): FactRemembered => ({
  type: 'FactRemembered',
  schemaVersion: 1,
  data: { subject: repositoryId, slot: type, fact: { type, data } as unknown as RememberedFact },
});
const created = remembered('daybook.repository.created.v1', { repositoryId, name: 'Churn', description: '', at });
const renamed = remembered('daybook.repository.renamed.v1', { repositoryId, name: 'Leaving', at });
const defaultSet = remembered('daybook.repository.default-version-set.v1', { repositoryId, number: 4, at });
const withdrawn = remembered('daybook.repository.default-version-withdrawn.v1', { repositoryId, number: 4, at });
const deleted = remembered('daybook.repository.deleted.v1', { repositoryId, name: 'Leaving', at });
const described = remembered('daybook.repository.described.v1', { repositoryId, description: 'who leaves', at });

const given = (...events: readonly FactRemembered[]) =>
  specifyProjection(knownRepositoryProjection('versioning')).given(recordedStream('versioningmemory-repository-r1', events));

describe('A repository, as another service knows it', () => {
  it('has a name that is found in any letters, and the default that was set', () => {
    given(created).thenAll({ r1: { repositoryId, name: 'Churn', lowerName: 'churn', defaultNumber: null } });
    given(created, defaultSet, renamed).thenAll({ r1: { repositoryId, name: 'Leaving', lowerName: 'leaving', defaultNumber: 4 } });
  });

  it('has no default once that was withdrawn', () => {
    given(created, defaultSet, withdrawn).thenAll({ r1: { repositoryId, name: 'Churn', lowerName: 'churn', defaultNumber: null } });
    given(created, deleted, withdrawn).thenAll({});
  });

  it('is forgotten when it is deleted', () => {
    given(created, deleted).thenAll({});
    given(created, deleted, defaultSet).thenAll({});
  });

  it('is not changed by what means nothing here', () => {
    given(created, described).thenAll({ r1: { repositoryId, name: 'Churn', lowerName: 'churn', defaultNumber: null } });
  });
});
