import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@daybook/event-sourcing';
import { specify } from '@daybook/testing';
import fc from 'fast-check';
import type { DeploymentCommand } from './deployment.commands.js';
import { deployment } from './deployment.decider.js';
import { upcastDeployment, type DeploymentEvent, type TargetKey } from './deployment.events.js';
import type { DeploymentState } from './deployment.state.js';

const at = '2026-01-01T00:00:00.000Z';
const model = { sha256: 'a'.repeat(64), sizeBytes: 10 };
const url = '/v1/deployments/live/predict';
const target = (number: number, generation: number): TargetKey => ({
  deploymentId: 'live',
  repositoryId: 'repo',
  versionId: `repo-${number}`,
  number,
  generation,
});
const deploy = (number: number, repositoryId = 'repo'): DeploymentCommand => ({
  type: 'Deploy',
  data: { deploymentId: 'live', repositoryId, versionId: `${repositoryId}-${number}`, number, engineId: null, at },
});
const switchTo = (number: number): DeploymentCommand => ({ ...deploy(number), type: 'Switch' }) as DeploymentCommand;
const clear = (generation: number): DeploymentCommand => ({ type: 'Clear', data: { generation, model, at } });
const assign = (generation: number, engineId = 'e1'): DeploymentCommand => ({ type: 'Assign', data: { generation, engineId, at } });
const loaded = (generation: number, engineId = 'e1'): DeploymentCommand => ({ type: 'RecordLoaded', data: { generation, engineId, url, at } });
const fail = (generation: number): DeploymentCommand => ({ type: 'RecordFailure', data: { generation, errorCode: 'no', message: 'no', at } });
const undeploy: DeploymentCommand = { type: 'Undeploy', data: { at } };
const unloaded = (generation: number, engineId = 'e1'): DeploymentCommand => ({ type: 'RecordUnloaded', data: { generation, engineId, at } });

/** What these commands have led to. */
const after = (...commands: readonly DeploymentCommand[]): readonly DeploymentEvent[] => {
  const history: DeploymentEvent[] = [];
  for (const command of commands) history.push(...deployment.decide(command, history.reduce(deployment.evolve, deployment.initialState)));
  return history;
};
const event = <T extends DeploymentEvent['type']>(type: T, data: object): DeploymentEvent =>
  ({ type, schemaVersion: 1, data: { ...data, at } }) as unknown as DeploymentEvent;
const active = [deploy(1), clear(1), assign(1), loaded(1)] as const;

describe('a deployment', () => {
  it('is requested, cleared, assigned and active', () => {
    specify(deployment).given([]).when(deploy(1)).then([event('DeploymentRequested', { ...target(1, 1), engineId: null })]);
    specify(deployment).given(after(deploy(1))).when(clear(1)).then([event('DeploymentCleared', { ...target(1, 1), model })]);
    specify(deployment).given(after(deploy(1), clear(1))).when(assign(1)).then([event('DeploymentAssigned', { ...target(1, 1), engineId: 'e1' })]);
    specify(deployment)
      .given(after(deploy(1), clear(1), assign(1)))
      .when(loaded(1))
      .then([event('DeploymentActivated', { ...target(1, 1), engineId: 'e1', url })]);
  });

  it('is not given to an engine before versioning has agreed', () => {
    specify(deployment).given(after(deploy(1))).when(assign(1)).thenThrows('illegal-transition');
  });

  it('does not listen to another generation or another engine', () => {
    const history = after(...active, deploy(2), clear(2), assign(2));
    for (const late of [clear(1), assign(1), loaded(1), fail(1), unloaded(1)]) specify(deployment).given(history).when(late).then([]);
    specify(deployment).given(history).when(loaded(2, 'e2')).then([]);
  });

  it('serves what it served until a switch has succeeded', () => {
    const switching = after(...active, deploy(2), clear(2), assign(2, 'e2'));
    specify(deployment)
      .given(switching)
      .when(loaded(2, 'e2'))
      .then([
        event('DeploymentActivated', { ...target(2, 2), engineId: 'e2', url }),
        event('DeploymentReplaced', { ...target(1, 1), engineId: 'e1' }),
      ]);
    const failed = after(...active, deploy(2), clear(2), fail(2)).reduce(deployment.evolve, deployment.initialState);
    expect(failed).toMatchObject({ status: 'active', served: { number: 1, generation: 2 } });
  });

  it('is undeployed by its engine, or at once where no engine was told', () => {
    specify(deployment).given(after(...active)).when(undeploy).then([event('UndeployRequested', { ...target(1, 1), engineId: 'e1' })]);
    specify(deployment)
      .given(after(...active, undeploy))
      .when(unloaded(1))
      .then([event('DeploymentUndeployed', { ...target(1, 1), engineId: 'e1' })]);
    specify(deployment)
      .given(after(deploy(1)))
      .when(undeploy)
      .then([
        event('UndeployRequested', { ...target(1, 1), engineId: null }),
        event('DeploymentUndeployed', { ...target(1, 1), engineId: null }),
      ]);
  });

  it('withdraws a switch that is undeployed, and waits for the engine that served', () => {
    const switching = after(...active, deploy(2), clear(2), assign(2, 'e2'));
    specify(deployment)
      .given(switching)
      .when(undeploy)
      .then([
        event('DeploymentFailed', {
          ...target(2, 2),
          engineId: 'e2',
          errorCode: 'undeploy-requested',
          message: 'undeployed during a switch',
        }),
        event('UndeployRequested', { ...target(1, 2), engineId: 'e1' }),
      ]);
    const withdrawn = after(...active, deploy(2), clear(2), assign(2, 'e2'), undeploy);
    specify(deployment).given(withdrawn).when(unloaded(2, 'e2')).then([]);
    specify(deployment).given(withdrawn).when(unloaded(2, 'e1')).then([event('DeploymentUndeployed', { ...target(1, 2), engineId: 'e1' })]);
  });

  it('goes on counting generations when it is deployed again', () => {
    const again = after(...active, undeploy, unloaded(1), deploy(3));
    expect(again.at(-1)).toMatchObject({ type: 'DeploymentRequested', data: { number: 3, generation: 2 } });
  });

  it('refuses a name in use by another repository, the version it serves, and what comes too early', () => {
    specify(deployment).given(after(...active)).when(deploy(1, 'other')).thenThrows('deployment-name-taken', { repositoryId: 'repo', number: 1, status: 'active' });
    for (const again of [deploy(1), switchTo(1)]) specify(deployment).given(after(...active)).when(again).thenThrows('version-already-served');
    specify(deployment).given(after(deploy(1))).when(switchTo(2)).thenThrows('illegal-transition', { status: 'deploying' });
    specify(deployment).given([]).when(undeploy).thenThrows('illegal-transition', { status: 'absent' });
  });
});

describe('the name of a deployment', () => {
  it('is taken while a version is on its way in or out, of the same repository too', () => {
    specify(deployment).given(after(deploy(1))).when(deploy(1)).thenThrows('deployment-name-taken', { repositoryId: 'repo', number: 1, status: 'deploying' });
    specify(deployment).given(after(...active, deploy(2))).when(deploy(3)).thenThrows('deployment-name-taken', { number: 2, status: 'deploying' });
    specify(deployment).given(after(...active, undeploy)).when(deploy(2)).thenThrows('deployment-name-taken', { number: 1, status: 'undeploying' });
  });

  it('is free again once nothing is deployed under it', () => {
    expect(after(...active, undeploy, unloaded(1), deploy(1, 'other')).at(-1)).toMatchObject({ data: { repositoryId: 'other' } });
  });
});

describe('a deployment under any commands', () => {
  const legal: Readonly<Record<DeploymentState['status'], readonly DeploymentState['status'][]>> = {
    absent: ['deploying'],
    deploying: ['active', 'undeploying', 'failed'],
    active: ['deploying', 'undeploying'],
    undeploying: ['undeployed'],
    undeployed: ['deploying'],
    failed: ['deploying'],
  };
  /** Mostly the present generation, now and then an earlier one. */
  const ago = fc.constantFrom(0, 0, 0, 1);
  const engineId = fc.constantFrom('e1', 'e1', 'e2');
  type Asked = (last: number) => DeploymentCommand;
  const command: fc.Arbitrary<Asked> = fc.oneof(
    fc.tuple(fc.constantFrom(deploy, switchTo), fc.integer({ min: 1, max: 3 })).map(([request, number]): Asked => () => request(number)),
    ago.map((n): Asked => (last) => clear(last - n)),
    fc.tuple(ago, engineId).map(([n, engine]): Asked => (last) => assign(last - n, engine)),
    fc.tuple(ago, engineId).map(([n, engine]): Asked => (last) => loaded(last - n, engine)),
    ago.map((n): Asked => (last) => fail(last - n)),
    fc.tuple(ago, engineId).map(([n, engine]): Asked => (last) => unloaded(last - n, engine)),
    fc.constant<Asked>(() => undeploy),
  );

  it('makes legal moves only, counts up, and reads its own events back', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { minLength: 10, maxLength: 60 }), (commands) => {
        let state = deployment.initialState;
        let last = 0;
        for (const asked of commands) {
          let decided: readonly DeploymentEvent[] = [];
          try {
            decided = deployment.decide(asked(last), state);
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
          }
          for (const happened of decided) {
            expect(upcastDeployment(JSON.parse(JSON.stringify(happened)) as DeploymentEvent)).toEqual(happened);
            if (happened.type === 'DeploymentRequested') expect(happened.data.generation).toBe((last += 1));
            const next = deployment.evolve(state, happened);
            if (next.status !== state.status) expect(legal[state.status]).toContain(next.status);
            state = next;
          }
          reached.add(state.status);
        }
      }),
      { numRuns: 400 },
    );
    expect([...reached].sort()).toEqual(['absent', 'active', 'deploying', 'failed', 'undeployed', 'undeploying']);
  });
});
