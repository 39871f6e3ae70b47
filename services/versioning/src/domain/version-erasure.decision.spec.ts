import { describe, expect, it } from '@jest/globals';
import { IllegalTransition } from '@daybook/event-sourcing';
import { artifact, command, event, queued, ready, readyData, started } from '../fixtures/version.fixture.js';
import type { VersionCommand } from './version.commands.js';
import { version } from './version.decider.js';
import type { VersionEvent } from './version.events.js';

const requested = event('VersionErasureRequested', {});
const canceling = event('VersionCanceling', {});
const canceled = event('VersionCanceled', {});
const erased = event('VersionErased', {});
const deploying = event('VersionDeploying', { deploymentId: 'live', generation: 1, model: artifact });
const refusal = event('VersionDeploymentRefused', { deploymentId: 'late', generation: 1, status: 'canceled' });
const erase = command('EraseVersion', {});
const deploy = command('BeginDeploying', { deploymentId: 'late', generation: 1 });

const given = (...events: readonly VersionEvent[]) => {
  const state = events.reduce(version.evolve, version.initialState);
  return { when: (one: VersionCommand) => version.decide(one, state) };
};

describe('Erasing a version', () => {
  it('is done at once when it is neither trained nor served', () => {
    expect(given(queued, ready()).when(erase)).toEqual([requested, erased]);
    expect(given(queued, canceling, canceled).when(erase)).toEqual([requested, erased]);
  });

  it('cancels it first when it is trained, and is done when its run has ended, however', () => {
    expect(given(queued, started('training')).when(erase)).toEqual([requested, canceling]);
    const going = given(queued, requested, canceling);
    expect(going.when(command('RecordCanceled', {}))).toEqual([canceled, erased]);
    expect(going.when(command('Complete', readyData))).toEqual([ready(), erased]);
  });

  it('waits for its deployments to be gone', () => {
    expect(given(queued, ready(), deploying).when(erase)).toEqual([requested]);
    const going = given(queued, ready(), deploying, requested);
    expect(going.when(command('RecordUndeployed', { deploymentId: 'live', reason: 'undeployed' })).map(({ type }) => type)).toEqual([
      'VersionUndeployed',
      'VersionErased',
    ]);
  });

  it('is asked for once, whatever was said since', () => {
    expect(given(queued, requested, canceling).when(erase)).toEqual([]);
    expect(given(queued, ready(), requested, erased).when(erase)).toEqual([]);
  });

  it('leaves nothing to deploy, and every deployment an answer', () => {
    const refused = event('VersionDeploymentRefused', { deploymentId: 'late', generation: 1, status: 'deploying' });
    expect(given(queued, ready(), deploying, requested).when(deploy)).toEqual([refused]);
    expect(given(queued, ready(), requested, erased).when(deploy)).toEqual([refusal]);
  });

  it('leaves nothing to say: late reports mean nothing, callers are refused', () => {
    const gone = given(queued, requested, canceling, canceled, erased);
    expect(gone.when(command('StartPhase', { phase: 'training', attempt: 2, engineId: 'e1' }))).toEqual([]);
    expect(() => gone.when(command('Star', { starred: true }))).toThrow(IllegalTransition);
  });
});
