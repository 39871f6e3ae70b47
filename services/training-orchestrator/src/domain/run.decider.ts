import { IllegalTransition, type Decider } from '@daybook/event-sourcing';
import { endAttempt } from './run-end.decision.js';
import type { EndCommand, ProgressCommand, RefuseRun, RunCommand } from './run.commands.js';
import type { RunEvent } from './run.events.js';
import { evolveRun, type LiveRun, type RunState } from './run.state.js';

const phases: readonly string[] = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'];

/** queued → working → completed | failed; a lost engine puts it back to queued; canceling ends canceled, or completed. */
export const run: Decider<RunState, RunCommand, RunEvent> = {
  initialState: { status: 'absent' },

  /** Reports come at least once and may be late, so what does not apply decides to `[]`. @throws IllegalTransition for a run that was never queued */
  decide(command, state) {
    if (command.type === 'QueueRun') {
      return state.status === 'absent' ? [{ type: 'RunQueued', schemaVersion: 2, data: command.data }] : [];
    }
    if (command.type === 'RefuseRun') return state.status === 'absent' ? refused(command) : [];
    if (state.status === 'erased') return [];
    if (state.status === 'absent' && command.type === 'EraseRun') return [];
    if (state.status === 'absent') throw new IllegalTransition(command.type, state.status);
    const { key, status, attempt, engineId } = state;
    if (command.type === 'AssignRun') {
      if (status !== 'queued' || command.data.attempt !== attempt + 1) return [];
      return [{ type: 'RunAssigned', schemaVersion: 1, data: { ...key, ...command.data } }];
    }
    if (command.type === 'EraseRun') {
      return hasEnded(state) ? [{ type: 'RunErased', schemaVersion: 1, data: { ...key, ...command.data } }] : [];
    }
    if (command.type === 'RequestCancel') {
      const { at } = command.data;
      if (status === 'queued') return [{ type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt, at } }];
      return status === 'working' ? [{ type: 'RunCancelRequested', schemaVersion: 1, data: { ...key, attempt, engineId, at } }] : [];
    }
    if (command.data.attempt !== attempt || engineId === null || (status !== 'working' && status !== 'canceling')) return [];
    return isEnd(command) ? endAttempt(command, state, engineId) : progress(command, state, engineId);
  },

  evolve: evolveRun,
};

const hasEnded = ({ status }: LiveRun): boolean => status === 'completed' || status === 'failed' || status === 'canceled';

/** At once, so that no scheduler ever sees it in the queue. */
const refused = ({ data }: RefuseRun): readonly RunEvent[] => {
  const { versionId, repositoryId, number, at } = data;
  return [
    { type: 'RunQueued', schemaVersion: 2, data },
    { type: 'RunCanceled', schemaVersion: 1, data: { versionId, repositoryId, number, attempt: 0, at } },
  ];
};

const ends: readonly string[] = ['RequeueRun', 'CompleteRun', 'FailRun', 'RecordCanceled'] satisfies readonly EndCommand['type'][];
const isEnd = (command: ProgressCommand | EndCommand): command is EndCommand => ends.includes(command.type);

/** Kept also while canceling: a run that completes first has its whole story. */
const progress = (command: ProgressCommand, state: LiveRun, engineId: string): readonly RunEvent[] => {
  const { key, phase, accepted, split, checkpoints } = state;
  switch (command.type) {
    case 'AcceptRun':
      return accepted ? [] : [{ type: 'RunAccepted', schemaVersion: 1, data: { ...key, ...command.data, engineId } }];
    case 'StartPhase':
      if (phases.indexOf(command.data.phase) <= phases.indexOf(phase)) return [];
      return [{ type: 'RunPhaseStarted', schemaVersion: 1, data: { ...key, ...command.data, engineId } }];
    case 'RecordSplit':
      return split ? [] : [{ type: 'RunDatasetSplit', schemaVersion: 1, data: { ...key, ...command.data } }];
    case 'RecordCheckpoint': {
      const { kind, attempt, epoch, artifact } = command.data;
      const kept = checkpoints[kind];
      // A later attempt may have begun anew, when its checkpoint could not be read.
      const older = kept !== null && kept.attempt === attempt && (epoch < kept.epoch || kept.artifact.sha256 === artifact.sha256);
      return older ? [] : [{ type: 'RunCheckpointed', schemaVersion: 1, data: { ...key, ...command.data } }];
    }
  }
};
