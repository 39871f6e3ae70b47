import { describe, expect, it } from '@jest/globals';
import { factTranslator } from '@daybook/messaging';
import { artifact, at, dataset, key, metrics, oneOfEach, queuedData, recorded } from '../fixtures/version.fixture.js';
import { versioningPublishing } from './versioning.publishing.js';

const facts = recorded(oneOfEach).map(factTranslator(versioningPublishing));
const dataOf = (type: string): unknown => facts.find((fact) => fact?.type === type)?.data;

describe('What versioning tells others', () => {
  it('covers every event, keyed by repository', () => {
    expect(facts.map((fact) => fact?.type)).toEqual([
      'daybook.version.queued.v1',
      'daybook.version.phase-started.v1',
      'daybook.version.requeued.v1',
      'daybook.version.ready.v1',
      'daybook.version.canceling.v1',
      'daybook.version.canceled.v1',
      'daybook.version.failed.v1',
      'daybook.version.described.v1',
      'daybook.version.starred.v1',
      'daybook.version.archived.v1',
      'daybook.version.deploying.v1',
      'daybook.version.deployment-refused.v1',
      'daybook.version.deployed.v1',
      'daybook.version.undeploying.v1',
      'daybook.version.undeployed.v1',
      undefined,
      'daybook.version.erased.v1',
    ]);
    const told = facts.filter((fact) => fact !== null);
    expect(new Set(told.map((fact) => fact.key))).toEqual(new Set([key.repositoryId]));
    expect(new Set(told.map((fact) => fact.topic))).toEqual(new Set(['versions']));
  });

  it('says no more than the contract', () => {
    const { configuration } = queuedData;
    expect(dataOf('daybook.version.queued.v1')).toEqual({ ...key, description: 'first', parent: null, configuration, dataset, at });
    expect(dataOf('daybook.version.phase-started.v1')).toEqual({ ...key, phase: 'training', attempt: 1, at });
    expect(dataOf('daybook.version.requeued.v1')).toEqual({ ...key, attempt: 1, at });
    expect(dataOf('daybook.version.ready.v1')).toEqual({ ...key, model: artifact, metrics, at });
    expect(dataOf('daybook.version.failed.v1')).toEqual({ ...key, phase: 'training', errorCode: 'diverged', message: 'loss is NaN', at });
    expect(dataOf('daybook.version.deploying.v1')).toEqual({ ...key, deploymentId: 'live', generation: 1, model: artifact, at });
  });
});
