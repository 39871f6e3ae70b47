import type { Decider } from '@daybook/event-sourcing';
import { IllegalTransition } from '@daybook/event-sourcing';
import type { AttemptCommand, RunCommand } from './run.commands.js';
import type { Artifact, Dataset, RunEvent, RunKey, RunPhase } from './run.events.js';
import type { RenderedConfiguration } from '@daybook/ludwig';

/** `attempt` is the last one begun, 0 before the first. `working` has an engine; a canceling run still may complete. */
export type LiveRun = Readonly<{
  status: 'queued' | 'working' | 'canceling' | 'completed' | 'failed' | 'canceled';
  key: RunKey;
  configuration: RenderedConfiguration;
  dataset: Dataset;
  attempt: number;
  engineId: string | null;
  driver: string;
  phase: RunPhase | 'queued';
  checkpoint: Artifact | null;
}>;
export type RunState = Readonly<{ status: 'absent' }> | LiveRun;

const phases: readonly string[] = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'];

/** queued → working → completed | failed; a lost engine puts it back to queued; canceling ends canceled, or completed. */
export const run: Decider<RunState, RunCommand, RunEvent> = {
  initialState: { status: 'absent' },

  /** Reports come at least once and may be late, so what does not apply decides to `[]`. @throws IllegalTransition for a run that was never queued */
  decide(command, state) {
    if (command.type === 'QueueRun') {
      return state.status === 'absent' ? [{ type: 'RunQueued', schemaVersion: 1, data: command.data }] : [];
    }
    if (state.status === 'absent') throw new IllegalTransition(command.type, state.status);
    const { key, status, attempt, engineId } = state;
    if (command.type === 'AssignRun') {
      if (status !== 'queued' || command.data.attempt !== attempt + 1) return [];
      return [{ type: 'RunAssigned', schemaVersion: 1, data: { ...key, ...command.data } }];
    }
    if (command.type === 'RequestCancel') {
      const { at } = command.data;
      if (status === 'queued') return [{ type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt, at } }];
      return status === 'working' ? [{ type: 'RunCancelRequested', schemaVersion: 1, data: { ...key, attempt, engineId, at } }] : [];
    }
    if (command.data.attempt !== attempt || engineId === null || (status !== 'working' && status !== 'canceling')) return [];
    return decideAttempt(command, state, engineId);
  },

  evolve(state, event) {
    if (event.type === 'RunQueued') {
      const { configuration, dataset, at: _at, ...key } = event.data;
      const beginning = { attempt: 0, engineId: null, driver: '', phase: 'queued', checkpoint: null } as const;
      return { status: 'queued', key, configuration, dataset, ...beginning };
    }
    if (state.status === 'absent') return state;
    switch (event.type) {
      case 'RunAssigned': {
        const { attempt, engineId, driver } = event.data;
        return { ...state, status: 'working', attempt, engineId, driver, phase: 'queued' };
      }
      case 'RunPhaseStarted':
        return { ...state, phase: event.data.phase };
      case 'RunDatasetSplit':
        return state;
      case 'RunCheckpointed':
        return event.data.kind === 'latest' ? { ...state, checkpoint: event.data.artifact } : state;
      case 'RunRequeued':
        return { ...state, status: 'queued', engineId: null, phase: 'queued' };
      case 'RunCancelRequested':
        return { ...state, status: 'canceling' };
      case 'RunCompleted':
        return { ...state, status: 'completed' };
      case 'RunFailed':
        return { ...state, status: 'failed' };
      case 'RunCanceled':
        return { ...state, status: 'canceled' };
    }
  },
};

const decideAttempt = (command: AttemptCommand, state: LiveRun, engineId: string): readonly RunEvent[] => {
  const { key, driver, status, phase, attempt } = state;
  switch (command.type) {
    case 'StartPhase':
      if (status === 'canceling' || phases.indexOf(command.data.phase) <= phases.indexOf(phase)) return [];
      return [{ type: 'RunPhaseStarted', schemaVersion: 1, data: { ...key, ...command.data, engineId } }];
    case 'RecordSplit':
      return [{ type: 'RunDatasetSplit', schemaVersion: 1, data: { ...key, ...command.data } }];
    case 'RecordCheckpoint':
      return [{ type: 'RunCheckpointed', schemaVersion: 1, data: { ...key, ...command.data } }];
    case 'CompleteRun':
      return [{ type: 'RunCompleted', schemaVersion: 1, data: { ...key, ...command.data, engineId, driver } }];
    case 'FailRun':
      return [{ type: 'RunFailed', schemaVersion: 1, data: { ...key, ...command.data } }];
    case 'RecordCanceled':
      // Not asked for: the engine has let go of it, so another attempt takes over.
      if (status !== 'canceling') {
        return [{ type: 'RunRequeued', schemaVersion: 1, data: { ...key, attempt, reason: 'engine-released', at: command.data.at } }];
      }
      return [{ type: 'RunCanceled', schemaVersion: 1, data: { ...key, ...command.data } }];
    case 'RequeueRun': {
      const { reason, message, logTail, maxAttempts, at } = command.data;
      if (status === 'canceling') return [{ type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt, at } }];
      if (attempt < maxAttempts) return [{ type: 'RunRequeued', schemaVersion: 1, data: { ...key, attempt, reason, at } }];
      const text = `attempt ${attempt} of ${maxAttempts} ended without a result: ${message}`;
      return [{ type: 'RunFailed', schemaVersion: 1, data: { ...key, attempt, phase, errorCode: 'attempts-exhausted', message: text, logTail, at } }];
    }
  }
};
