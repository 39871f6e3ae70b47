import { describe, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import { repositoryName, type RepositoryNameClaimed, type RepositoryNameReleased } from './repository-name.decider.js';

const at = '2026-03-01T10:00:00.000Z';
const claimed = (repositoryId: string, claimId: string): RepositoryNameClaimed => ({
  type: 'RepositoryNameClaimed',
  schemaVersion: 1,
  data: { name: 'churn', repositoryId, claimId, at },
});
const released = (repositoryId: string, claimId: string): RepositoryNameReleased => ({
  type: 'RepositoryNameReleased',
  schemaVersion: 1,
  data: { repositoryId, claimId, at },
});
const claim = (repositoryId: string, claimId: string, forfeited: string | null = null) =>
  ({ type: 'ClaimName', data: { name: 'churn', repositoryId, claimId, forfeited, at } }) as const;
const release = (repositoryId: string, claimId: string) =>
  ({ type: 'ReleaseName', data: { repositoryId, claimId, at } }) as const;
const spec = specify(repositoryName);

describe('claiming a name', () => {
  it('gives it to the first', () => {
    spec
      .given([])
      .when(claim('a', 'c1'))
      .then([claimed('a', 'c1')]);
    spec
      .given([claimed('a', 'c1')])
      .when(claim('b', 'c2'))
      .thenThrows('repository-name-taken', { repositoryName: 'churn' });
  });

  it('gives it to the next once it was released', () =>
    spec
      .given([claimed('a', 'c1'), released('a', 'c1')])
      .when(claim('b', 'c2'))
      .then([claimed('b', 'c2')]));

  it('lets its holder claim it anew', () =>
    spec
      .given([claimed('a', 'c1')])
      .when(claim('a', 'c2'))
      .then([claimed('a', 'c2')]));

  it('takes a forfeited claim over, but not the one that came after it', () => {
    spec
      .given([claimed('a', 'c1')])
      .when(claim('b', 'c9', 'c1'))
      .then([claimed('b', 'c9')]);
    spec
      .given([claimed('a', 'c1'), claimed('a', 'c2')])
      .when(claim('b', 'c9', 'c1'))
      .thenThrows('repository-name-taken');
  });
});

describe('releasing a name', () => {
  it('ends the claim', () =>
    spec
      .given([claimed('a', 'c1')])
      .when(release('a', 'c1'))
      .then([released('a', 'c1')]));

  it('leaves a later claim alone, whoever made it', () => {
    spec
      .given([claimed('a', 'c1'), claimed('a', 'c2')])
      .when(release('a', 'c1'))
      .then([]);
    spec
      .given([claimed('a', 'c1'), claimed('b', 'c2')])
      .when(release('a', 'c1'))
      .then([]);
    spec.given([]).when(release('a', 'c1')).then([]);
  });
});
