import { describe, expect, it } from '@jest/globals';
import { factTranslator } from '@daybook/messaging';
import { upcastDeployment, type DeploymentEvent } from '../domain/deployment.events.js';
import { at, failure, oneOfEach, recorded, repositoryId, target, url } from '../fixtures/deployment.fixture.js';
import { deploymentPublishing } from './deployment.publishing.js';

const facts = recorded(oneOfEach).map(factTranslator(deploymentPublishing));

describe('What deployment tells others', () => {
  it('is every step but the agreement, which versioning has told itself', () => {
    expect(facts.map((fact) => fact?.type ?? null)).toEqual([
      'daybook.deployment.requested.v1',
      null,
      'daybook.deployment.assigned.v1',
      'daybook.deployment.activated.v1',
      'daybook.deployment.failed.v1',
      'daybook.deployment.undeployed.v1',
      'daybook.deployment.undeploying.v1',
      'daybook.deployment.undeployed.v1',
    ]);
    const told = facts.filter((fact) => fact !== null);
    expect(new Set(told.map(({ key }) => key))).toEqual(new Set([repositoryId]));
    expect(new Set(told.map(({ topic }) => topic))).toEqual(new Set(['deployments']));
  });

  it('is no more than the contract', () => {
    expect(facts.map((fact) => fact?.data ?? null)).toEqual([
      { ...target(1, 1), at },
      null,
      { ...target(1, 1), engineId: 'e1', at },
      { ...target(1, 1), engineId: 'e1', url, at },
      { ...target(2, 2), engineId: 'e2', ...failure, at },
      { ...target(1, 1), engineId: 'e1', at },
      { ...target(1, 2), engineId: 'e1', at },
      { ...target(1, 2), engineId: 'e1', at },
    ]);
  });
});

describe('Events of a deployment', () => {
  it.each(oneOfEach)('survive storage: $type', (event) => {
    expect(upcastDeployment(JSON.parse(JSON.stringify(event)) as DeploymentEvent)).toEqual(event);
  });

  it('of a later program are refused, not guessed', () => {
    const later = { ...oneOfEach[0], schemaVersion: 2 } as unknown as DeploymentEvent;
    expect(() => upcastDeployment(later)).toThrow();
  });
});
