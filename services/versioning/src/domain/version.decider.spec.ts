import { describe, expect, it } from '@jest/globals';
import { IllegalTransition } from '@daybook/event-sourcing';
import { artifact, command, event, failure, key, at, queued, queuedData, ready, readyData, started } from '../fixtures/version.fixture.js';
import { version } from './version.decider.js';
import type { VersionCommand } from './version.commands.js';
import type { VersionEvent } from './version.events.js';

const deploying = (deploymentId: string, generation = 1): VersionEvent =>
  event('VersionDeploying', { deploymentId, generation, model: artifact });
const deployed = (deploymentId: string): VersionEvent => event('VersionDeployed', { deploymentId });
const undeploying = (deploymentId: string): VersionEvent => event('VersionUndeploying', { deploymentId });
const requeued = event('VersionRequeued', { attempt: 1, reason: 'engine-lost' });
const canceling = event('VersionCanceling', {});
const canceled = event('VersionCanceled', {});

const given = (...events: readonly VersionEvent[]) => {
  const state = events.reduce(version.evolve, version.initialState);
  return { state, when: (given: VersionCommand) => version.decide(given, state) };
};

describe('A version', () => {
  it('begins queued, once', () => {
    const queue: VersionCommand = { type: 'QueueVersion', data: queuedData };
    expect(given().when(queue)).toEqual([queued]);
    expect(() => given(queued).when(queue)).toThrow(IllegalTransition);
  });

  it('refuses every other command before that', () => {
    expect(() => given().when(command('CancelVersion', {}))).toThrow('CancelVersion is not allowed while absent');
  });

  it('goes through the phases of its run', () => {
    const start = (phase: 'preprocessing' | 'training') => command('StartPhase', { phase, attempt: 1, engineId: 'e1' });
    expect(given(queued).when(start('preprocessing'))).toEqual([started('preprocessing')]);
    expect(given(queued, started('preprocessing')).when(start('training'))).toEqual([started('training')]);
  });

  it('does not go back to a phase, nor begin one twice', () => {
    const run = given(queued, started('training'));
    expect(run.when(command('StartPhase', { phase: 'preprocessing', attempt: 1, engineId: 'e1' }))).toEqual([]);
    expect(run.when(command('StartPhase', { phase: 'training', attempt: 1, engineId: 'e1' }))).toEqual([]);
  });

  it('is ready when its run is complete, and says so once', () => {
    const complete = command('Complete', readyData);
    expect(given(queued, started('explaining')).when(complete)).toEqual([ready()]);
    expect(given(queued, ready()).when(complete)).toEqual([]);
  });

  it('keeps why its run failed', () => {
    const fail = command('Fail', { ...failure, attempt: 1 });
    expect(given(queued, started('training')).when(fail)).toEqual([event('VersionFailed', failure)]);
  });
});

describe('A version whose engine was lost', () => {
  it('waits again', () => {
    const lost = given(queued, started('training'));
    expect(lost.when(command('Requeue', { attempt: 1, reason: 'engine-lost' }))).toEqual([requeued]);
    expect(given(queued, started('training'), requeued).state.status).toBe('queued');
  });

  it.each([
    command('StartPhase', { phase: 'evaluating', attempt: 1, engineId: 'e1' }),
    command('Requeue', { attempt: 1, reason: 'engine-lost' }),
    command('Complete', readyData),
    command('Fail', { ...failure, attempt: 1 }),
  ])('ignores what the lost attempt still says: $type', (late) => {
    expect(given(queued, started('training'), requeued).when(late)).toEqual([]);
    expect(given(queued, started('training'), requeued, started('preprocessing', at, 2)).when(late)).toEqual([]);
  });

  it('goes through the phases anew in the next attempt', () => {
    const again = command('StartPhase', { phase: 'preprocessing', attempt: 2, engineId: 'e1' });
    expect(given(queued, started('training'), requeued).when(again)).toEqual([started('preprocessing', at, 2)]);
  });
});

describe('Canceling', () => {
  it('can be asked for while the run goes on, and again', () => {
    expect(given(queued).when(command('CancelVersion', {}))).toEqual([canceling]);
    expect(given(queued, canceling).when(command('CancelVersion', {}))).toEqual([]);
    expect(given(queued, canceling, canceled).when(command('CancelVersion', {}))).toEqual([]);
  });

  it('is refused once there is a result', () => {
    expect(() => given(queued, ready()).when(command('CancelVersion', {}))).toThrow('CancelVersion is not allowed while ready');
  });

  it('ends when the run has stopped', () => {
    expect(given(queued, canceling).when(command('RecordCanceled', {}))).toEqual([canceled]);
    expect(given(queued, canceling, canceled).when(command('RecordCanceled', {}))).toEqual([]);
  });

  it('loses against a run that finished before', () => {
    const run = given(queued, started('explaining'), canceling);
    expect(run.when(command('Complete', readyData))).toEqual([ready()]);
  });

  it('ends canceled also when the run fails meanwhile', () => {
    const run = given(queued, started('training'), canceling);
    expect(run.when(command('Fail', { ...failure, attempt: 1 }))).toEqual([canceled]);
  });
});

describe('Deploying', () => {
  const ask = (deploymentId: string, generation = 1) => command('BeginDeploying', { deploymentId, generation });

  it('is granted with the model once the version is ready', () => {
    expect(given(queued, ready()).when(ask('live'))).toEqual([deploying('live')]);
    expect(given(queued, ready(), deploying('live')).when(ask('live'))).toEqual([]);
  });

  it('is refused before, as an event that the deployment hears of', () => {
    const refused = event('VersionDeploymentRefused', { deploymentId: 'live', generation: 1, status: 'training' });
    expect(given(queued, started('training')).when(ask('live'))).toEqual([refused]);
  });

  it('is refused while the version is archived', () => {
    const archived = event('VersionArchived', { archived: true });
    const refused = event('VersionDeploymentRefused', { deploymentId: 'live', generation: 1, status: 'ready', archived: true });
    expect(given(queued, ready(), archived).when(ask('live'))).toEqual([refused]);
    expect(given(queued, ready(), archived, event('VersionArchived', { archived: false })).when(ask('live'))).toEqual([deploying('live')]);
  });

  it('may be asked for by several deployments; the version is deployed while any of them serves it', () => {
    const both = [queued, ready(), deploying('live'), deployed('live'), deploying('test')];
    expect(given(...both).state.status).toBe('deployed');
    expect(given(...both, deployed('test'), undeploying('live')).state.status).toBe('deployed');
    const gone = event('VersionUndeployed', { deploymentId: 'live', reason: 'undeployed' });
    expect(given(...both, deployed('test'), undeploying('live'), gone).state.status).toBe('deployed');
  });

  it('that fails makes the version ready again', () => {
    const fail = command('RecordUndeployed', { deploymentId: 'live', reason: 'deploy-failed' });
    const undeployed = event('VersionUndeployed', { deploymentId: 'live', reason: 'deploy-failed' });
    expect(given(queued, ready(), deploying('live')).when(fail)).toEqual([undeployed]);
    expect(given(queued, ready(), deploying('live'), undeployed).state.status).toBe('ready');
  });

  it('ends by undeploying, or by a switch to another version', () => {
    const gone = command('RecordUndeployed', { deploymentId: 'live', reason: 'undeployed' });
    const served = [queued, ready(), deploying('live'), deployed('live')];
    expect(given(...served).when(command('BeginUndeploying', { deploymentId: 'live' }))).toEqual([undeploying('live')]);
    expect(given(...served, undeploying('live')).when(gone)).toEqual([
      event('VersionUndeployed', { deploymentId: 'live', reason: 'undeployed' }),
    ]);
    expect(given(...served).when(gone)).toEqual([
      undeploying('live'),
      event('VersionUndeployed', { deploymentId: 'live', reason: 'switched' }),
    ]);
  });

  it('hears nothing of deployments that it does not know', () => {
    for (const type of ['RecordDeployed', 'BeginUndeploying'] as const) {
      expect(given(queued, ready()).when(command(type, { deploymentId: 'other' }))).toEqual([]);
    }
    expect(given(queued, ready()).when(command('RecordUndeployed', { deploymentId: 'other', reason: 'undeployed' }))).toEqual([]);
  });
});

describe('Notes on a version', () => {
  it('are written once', () => {
    expect(given(queued).when(command('Star', { starred: true }))).toEqual([event('VersionStarred', { starred: true })]);
    expect(given(queued).when(command('Star', { starred: false }))).toEqual([]);
    expect(given(queued).when(command('Describe', { description: 'better' }))).toEqual([
      { type: 'VersionDescribed', schemaVersion: 1, data: { ...key, description: 'better', at } },
    ]);
    expect(given(queued).when(command('Describe', { description: 'first' }))).toEqual([]);
  });

  it('cannot hide what runs or is served', () => {
    const archive = command('Archive', { archived: true });
    expect(() => given(queued).when(archive)).toThrow(IllegalTransition);
    expect(() => given(queued, ready(), deploying('live')).when(archive)).toThrow(IllegalTransition);
    expect(given(queued, ready()).when(archive)).toEqual([event('VersionArchived', { archived: true })]);
  });
});
