import { IllegalTransition, type Decider } from '@daybook/event-sourcing';
import type { DeploymentCommand, RunCommand, VersionCommand } from './version.commands.js';
import { decideErased, decideErasing, withErasure } from './version-erasure.decision.js';
import type { VersionEvent } from './version.events.js';
import { evolveVersion, type VersionState } from './version.state.js';

type Live = Exclude<VersionState, { status: 'absent' | 'erased' }>;
const order = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'] as const;
const rankOf = (run: Live['run']): number => (order as readonly string[]).indexOf(run);
const isRunning = (run: Live['run']): boolean => rankOf(run) !== -1;

/** Queued → … → Ready → Deploying → Deployed → Undeploying → Ready; from the six running states also Canceling and Failed. */
export const version: Decider<VersionState, VersionCommand, VersionEvent> = {
  initialState: { status: 'absent' },

  /**
   * What a run or a deployment says comes at least once and may be late: then it decides to `[]`.
   * @throws IllegalTransition for what a caller asks at the wrong time
   */
  decide(command, state) {
    if (command.type === 'QueueVersion') {
      if (state.status !== 'absent') throw new IllegalTransition(command.type, state.status);
      return [{ type: 'VersionQueued', schemaVersion: 3, data: command.data }];
    }
    if (state.status === 'absent') throw new IllegalTransition(command.type, state.status);
    if (state.status === 'erased') return decideErased(command, state);
    return withErasure(command.data.at, state, decideLive(command, state));
  },

  evolve: evolveVersion,
};

const decideLive = (command: Exclude<VersionCommand, { type: 'QueueVersion' }>, state: Live): readonly VersionEvent[] => {
  const { key } = state;
  switch (command.type) {
    case 'EraseVersion':
      return decideErasing(command, state, isRunning(state.run));
    case 'Describe': {
      const { description, at } = command.data;
      return description === state.description ? [] : [{ type: 'VersionDescribed', schemaVersion: 1, data: { ...key, description, at } }];
    }
    case 'Star': {
      const { starred, at } = command.data;
      return starred === state.starred ? [] : [{ type: 'VersionStarred', schemaVersion: 1, data: { ...key, starred, at } }];
    }
    case 'Archive': {
      const { archived, at } = command.data;
      if (archived === state.archived) return [];
      if (archived && (isRunning(state.run) || Object.keys(state.deployments).length > 0)) {
        throw new IllegalTransition('Archive', state.status);
      }
      return [{ type: 'VersionArchived', schemaVersion: 1, data: { ...key, archived, at } }];
    }
    case 'StartPhase':
    case 'Requeue':
    case 'Complete':
    case 'Fail':
    case 'RecordCanceled':
    case 'CancelVersion':
      return decideRun(command, state);
    case 'BeginDeploying':
    case 'RecordDeployed':
    case 'BeginUndeploying':
    case 'RecordUndeployed':
      return decideDeployment(command, state);
  }
};

const decideRun = (command: RunCommand, { key, run, status, endedAttempt }: Live): readonly VersionEvent[] => {
  const unfinished = isRunning(run) || run === 'canceling';
  switch (command.type) {
    case 'StartPhase': {
      const { phase, attempt } = command.data;
      // Forwards only; an engine that resumes from a checkpoint may pass over a phase.
      if (!isRunning(run) || attempt <= endedAttempt || rankOf(phase) <= rankOf(run)) return [];
      return [{ type: 'VersionPhaseStarted', schemaVersion: 1, data: { ...key, ...command.data } }];
    }
    case 'Requeue':
      if (!isRunning(run) || command.data.attempt <= endedAttempt) return [];
      return [{ type: 'VersionRequeued', schemaVersion: 1, data: { ...key, ...command.data } }];
    case 'Complete':
      // A run that finished before the cancel reached it wins.
      if (!unfinished || command.data.attempt <= endedAttempt) return [];
      return [{ type: 'VersionReady', schemaVersion: 2, data: { ...key, ...command.data } }];
    case 'Fail': {
      const { attempt, ...failure } = command.data;
      if (!unfinished || attempt <= endedAttempt) return [];
      // It was to end anyway, and it has.
      if (run === 'canceling') return [{ type: 'VersionCanceled', schemaVersion: 1, data: { ...key, at: failure.at } }];
      return [{ type: 'VersionFailed', schemaVersion: 1, data: { ...key, ...failure } }];
    }
    case 'RecordCanceled': {
      const data = { ...key, ...command.data };
      const canceled: VersionEvent = { type: 'VersionCanceled', schemaVersion: 1, data };
      if (run === 'canceling') return [canceled];
      return isRunning(run) ? [{ type: 'VersionCanceling', schemaVersion: 1, data }, canceled] : [];
    }
    case 'CancelVersion':
      if (run === 'canceling' || run === 'canceled') return [];
      if (!isRunning(run)) throw new IllegalTransition(command.type, status);
      return [{ type: 'VersionCanceling', schemaVersion: 1, data: { ...key, ...command.data } }];
  }
};

const decideDeployment = (command: DeploymentCommand, { key, run, status, model, deployments, archived, erasing }: Live): readonly VersionEvent[] => {
  const { deploymentId, at } = command.data;
  const stage = deployments[deploymentId];
  switch (command.type) {
    case 'BeginDeploying': {
      const { generation } = command.data;
      if (stage === 'deploying' || stage === 'deployed') return [];
      if (run === 'ready' && model !== null && !archived && !erasing) {
        return [{ type: 'VersionDeploying', schemaVersion: 1, data: { ...key, deploymentId, generation, model, at } }];
      }
      return [{ type: 'VersionDeploymentRefused', schemaVersion: 1, data: { ...key, deploymentId, generation, status, at, ...(archived ? { archived } : {}) } }];
    }
    case 'RecordDeployed':
      return stage === 'deploying' ? [{ type: 'VersionDeployed', schemaVersion: 1, data: { ...key, deploymentId, at } }] : [];
    case 'BeginUndeploying':
      if (stage === undefined || stage === 'undeploying') return [];
      return [{ type: 'VersionUndeploying', schemaVersion: 1, data: { ...key, deploymentId, at } }];
    case 'RecordUndeployed': {
      if (stage === undefined) return [];
      // A switch takes a served version away without a word before.
      const switched = stage === 'deployed' && command.data.reason === 'undeployed';
      const reason = switched ? 'switched' : command.data.reason;
      const undeployed: VersionEvent = { type: 'VersionUndeployed', schemaVersion: 1, data: { ...key, deploymentId, reason, at } };
      if (stage !== 'deployed') return [undeployed];
      return [{ type: 'VersionUndeploying', schemaVersion: 1, data: { ...key, deploymentId, at } }, undeployed];
    }
  }
};
