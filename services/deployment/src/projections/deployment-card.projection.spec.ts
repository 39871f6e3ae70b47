import { describe, expect, it } from '@jest/globals';
import { project, ViewMissing } from '@daybook/event-sourcing';
import type { DeploymentEvent } from '../domain/deployment.events.js';
import { activated, at, event, failure, recorded, repositoryId, target, undeployed } from '../fixtures/deployment.fixture.js';
import { deploymentCard, type DeploymentCard } from './deployment-card.projection.js';

const fold = (...events: readonly DeploymentEvent[]): DeploymentCard | null =>
  recorded(events).reduce<DeploymentCard | null>((card, one) => project(deploymentCard, card, one), null);
const request = (number: number, generation: number) => event('DeploymentRequested', { ...target(number, generation), engineId: null });
const served = (number: number, generation: number, engineId = 'e1') => ({
  versionId: `${repositoryId}-${number}`,
  number,
  generation,
  engineId,
  since: at,
});

describe('The card of a deployment', () => {
  it('shows a request before anybody has answered it', () => {
    expect(fold(request(1, 1))).toEqual({
      deploymentId: 'live',
      repositoryId,
      status: 'deploying',
      number: 1,
      generation: 1,
      target: { versionId: `${repositoryId}-1`, number: 1, generation: 1, engineId: null },
      serving: null,
      previous: null,
      engineId: null,
      failure: null,
      createdAt: at,
      createdBy: 'anna',
      updatedAt: at,
      revision: 0,
    });
  });

  it('shows what is served', () => {
    expect(fold(...activated(target(1, 1)))).toMatchObject({ status: 'active', number: 1, target: null, serving: served(1, 1), engineId: 'e1' });
  });

  it('shows what is served beside what is on its way', () => {
    const switching = fold(...activated(target(1, 1)), ...activated(target(2, 2), 'e2').slice(0, 3));
    expect(switching).toMatchObject({ status: 'deploying', serving: served(1, 1), target: { number: 2, engineId: 'e2' }, engineId: 'e2' });
  });

  it('falls back to what is served when a switch fails, and says why it failed', () => {
    const failed = event('DeploymentFailed', { ...target(2, 2), engineId: null, ...failure });
    expect(fold(...activated(target(1, 1)), request(2, 2), failed)).toMatchObject({
      status: 'active',
      number: 1,
      target: null,
      serving: served(1, 1),
      engineId: 'e1',
      failure: { ...failure, number: 2, at },
    });
    expect(fold(request(2, 2), failed)).toMatchObject({ status: 'failed', number: 2, serving: null, engineId: null });
    expect(fold(request(2, 2), failed, request(3, 3))).toMatchObject({ status: 'deploying', failure: null });
  });

  it('ends with its engine’s word', () => {
    const [requested, done] = undeployed(target(1, 1)) as [DeploymentEvent, DeploymentEvent];
    expect(fold(...activated(target(1, 1)), requested)).toMatchObject({ status: 'undeploying', serving: served(1, 1) });
    expect(fold(...activated(target(1, 1)), requested, done)).toMatchObject({ status: 'undeployed', serving: null, engineId: null });
  });

  it('refuses events of a deployment that nobody requested', () => {
    expect(() => fold(...activated(target(1, 1)).slice(1))).toThrow(ViewMissing);
  });
});

describe('The way back', () => {
  it('leads to the version served before, and from there forth again', () => {
    const switched = [...activated(target(1, 1)), ...activated(target(2, 2))];
    expect(fold(...switched)?.previous).toEqual({ versionId: `${repositoryId}-1`, number: 1 });
    expect(fold(...switched, ...activated(target(1, 3)))?.previous).toEqual({ versionId: `${repositoryId}-2`, number: 2 });
  });

  it('never leads to the version that is served', () => {
    const again = [...activated(target(1, 1)), ...undeployed(target(1, 1)), ...activated(target(1, 2))];
    expect(fold(...again)).toMatchObject({ serving: { number: 1 }, previous: null });
  });

  it('survives undeploying', () => {
    const another = [...activated(target(1, 1)), ...undeployed(target(1, 1)), ...activated(target(2, 2))];
    expect(fold(...another)?.previous).toEqual({ versionId: `${repositoryId}-1`, number: 1 });
  });

  it('never leads into another repository that had the name before', () => {
    const changed = [...activated(target(1, 1)), ...undeployed(target(1, 1)), ...activated(target(4, 2, 'another'))];
    expect(fold(...changed)).toMatchObject({ repositoryId: 'another', previous: null });
  });
});
