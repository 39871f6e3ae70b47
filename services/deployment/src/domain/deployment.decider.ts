import { IllegalTransition, type Decider } from '@daybook/event-sourcing';
import type { Deploy, DeploymentCommand, RecordFailure, RecordLoaded, RecordUnloaded, Switch } from './deployment.commands.js';
import { DeploymentNameTaken, VersionAlreadyServed } from './deployment.errors.js';
import type { DeploymentEvent, TargetKey } from './deployment.events.js';
import { evolveDeployment, keyOf, type DeploymentState, type PendingTarget } from './deployment.state.js';

/** requested → cleared → assigned → active → undeploying → undeployed; a switch runs beside what is served. */
export const deployment: Decider<DeploymentState, DeploymentCommand, DeploymentEvent> = {
  initialState: { status: 'absent' },

  /**
   * Answers of versioning and of engines for another generation than the pending one decide to `[]`.
   * @throws IllegalTransition, DeploymentNameTaken, VersionAlreadyServed
   */
  decide(command, state) {
    switch (command.type) {
      case 'Deploy':
      case 'Switch':
        return deploy(command, state);
      case 'Undeploy':
        return undeploy(command.data.at, state);
      case 'RecordUnloaded':
        return state.status === 'undeploying' ? unloaded(command.data, state.target) : [];
      case 'Clear':
      case 'Assign':
      case 'RecordLoaded':
      case 'RecordFailure':
        if (state.status !== 'deploying' || command.data.generation !== state.target.generation) return [];
        return advance(command, state.target, state);
    }
  },

  evolve: evolveDeployment,
};

type Advance = Exclude<DeploymentCommand, { type: 'Deploy' | 'Switch' | 'Undeploy' | 'RecordUnloaded' }>;
type Deploying = Extract<DeploymentState, { status: 'deploying' }>;
type Undeploying = Extract<DeploymentState, { status: 'undeploying' }>;

const advance = (command: Advance, target: PendingTarget, state: Deploying): readonly DeploymentEvent[] => {
  const key = keyOf(target);
  switch (command.type) {
    case 'Clear':
      if (target.model !== null) return [];
      return [{ type: 'DeploymentCleared', schemaVersion: 1, data: { ...key, model: command.data.model, at: command.data.at } }];
    case 'Assign':
      if (target.model === null) throw new IllegalTransition(command.type, 'waiting for versioning');
      if (target.engineId !== null) return [];
      return [
        { type: 'DeploymentAssigned', schemaVersion: 1, data: { ...key, engineId: command.data.engineId, at: command.data.at } },
      ];
    case 'RecordLoaded':
      return activate(command.data, target, state);
    case 'RecordFailure':
      return [failed(target, command.data)];
  }
};

const activate = (data: RecordLoaded['data'], target: PendingTarget, { served }: Deploying): readonly DeploymentEvent[] => {
  const { engineId, url, at } = data;
  if (target.engineId !== engineId) return [];
  const activated: DeploymentEvent = {
    type: 'DeploymentActivated',
    schemaVersion: 1,
    data: { ...keyOf(target), engineId, url, at },
  };
  if (served === null) return [activated];
  return [
    activated,
    { type: 'DeploymentReplaced', schemaVersion: 1, data: { ...keyOf(served), engineId: served.engineId, at } },
  ];
};

const deploy = ({ type, data }: Deploy | Switch, state: DeploymentState): readonly DeploymentEvent[] => {
  const { engineId, at, ...version } = data;
  if (state.status === 'deploying' || state.status === 'undeploying') {
    if (type === 'Switch') throw new IllegalTransition(type, state.status);
    throw new DeploymentNameTaken(version.deploymentId, { ...state.target, status: state.status });
  }
  if (state.status === 'active') {
    if (state.served.repositoryId !== version.repositoryId) {
      throw new DeploymentNameTaken(version.deploymentId, { ...state.served, status: state.status });
    }
    if (state.served.versionId === version.versionId) throw new VersionAlreadyServed(version.deploymentId, version.number);
  }
  const generation = lastGeneration(state) + 1;
  return [{ type: 'DeploymentRequested', schemaVersion: 1, data: { ...version, generation, engineId, at } }];
};

const undeploy = (at: string, state: DeploymentState): readonly DeploymentEvent[] => {
  if (state.status === 'absent') throw new IllegalTransition('Undeploy', state.status);
  if (state.status === 'active') return [undeployRequested(state.served, state.served.engineId, at)];
  if (state.status !== 'deploying') return [];
  const { target, served } = state;
  if (served !== null) {
    const withdrawn = { generation: target.generation, errorCode: 'undeploy-requested', message: 'undeployed during a switch', at };
    const last = { ...served, generation: target.generation };
    return [failed(target, withdrawn), undeployRequested(last, served.engineId, at)];
  }
  const requested = undeployRequested(target, target.engineId, at);
  // Nobody was told to load it, so nobody will say that it is gone.
  return target.engineId === null ? [requested, undeployed(target, null, at)] : [requested];
};

/** Of the engine that served only: after a withdrawn switch the other engine answers for the same generation. */
const unloaded = ({ generation, engineId, at }: RecordUnloaded['data'], target: Undeploying['target']): readonly DeploymentEvent[] =>
  generation < target.generation || engineId !== target.engineId ? [] : [undeployed(target, engineId, at)];

const failed = (target: PendingTarget, { errorCode, message, at }: RecordFailure['data']): DeploymentEvent => ({
  type: 'DeploymentFailed',
  schemaVersion: 1,
  data: { ...keyOf(target), engineId: target.engineId, errorCode, message, at },
});

const undeployRequested = (target: TargetKey, engineId: string | null, at: string): DeploymentEvent => ({
  type: 'UndeployRequested',
  schemaVersion: 1,
  data: { ...keyOf(target), engineId, at },
});

const undeployed = (target: TargetKey, engineId: string | null, at: string): DeploymentEvent => ({
  type: 'DeploymentUndeployed',
  schemaVersion: 1,
  data: { ...keyOf(target), engineId, at },
});

const lastGeneration = (state: DeploymentState): number => {
  if (state.status === 'absent') return 0;
  if (state.status === 'active') return state.served.generation;
  if (state.status === 'deploying' || state.status === 'undeploying') return state.target.generation;
  return state.generation;
};
