import type { RenderedConfiguration } from '@daybook/ludwig';
import type { Artifact, Dataset, RunEvent, RunKey, RunPhase } from './run.events.js';

type Checkpoint = Readonly<{ attempt: number; epoch: number; artifact: Artifact }>;

/**
 * `attempt` is the last one begun, 0 before the first; `setbacks` counts those that failed by themselves. `working` has
 * an engine; a canceling run still may complete.
 */
export type LiveRun = Readonly<{
  status: 'queued' | 'working' | 'canceling' | 'completed' | 'failed' | 'canceled';
  key: RunKey;
  configuration: RenderedConfiguration;
  dataset: Dataset;
  attempt: number;
  setbacks: number;
  engineId: string | null;
  driver: string;
  accepted: boolean;
  split: boolean;
  phase: RunPhase | 'queued';
  checkpoints: Readonly<Record<'latest' | 'best', Checkpoint | null>>;
}>;
export type RunState = Readonly<{ status: 'absent' }> | Readonly<{ status: 'erased' }> | LiveRun;

const noAttempt = { engineId: null, accepted: false, split: false, phase: 'queued' } as const;

export const evolveRun = (state: RunState, event: RunEvent): RunState => {
  if (event.type === 'RunQueued') {
    const { configuration, dataset, at: _at, ...key } = event.data;
    const checkpoints = { latest: null, best: null };
    return { status: 'queued', key, configuration, dataset, attempt: 0, setbacks: 0, driver: '', checkpoints, ...noAttempt };
  }
  if (state.status === 'absent' || state.status === 'erased') return state;
  switch (event.type) {
    case 'RunAssigned': {
      const { attempt, engineId, driver } = event.data;
      return { ...state, ...noAttempt, status: 'working', attempt, engineId, driver };
    }
    case 'RunAccepted':
      return { ...state, accepted: true };
    case 'RunPhaseStarted':
      return { ...state, phase: event.data.phase };
    case 'RunDatasetSplit':
      return { ...state, split: true };
    case 'RunCheckpointed': {
      const { kind, attempt, epoch, artifact } = event.data;
      return { ...state, checkpoints: { ...state.checkpoints, [kind]: { attempt, epoch, artifact } } };
    }
    case 'RunRequeued': {
      const setbacks = event.data.reason === 'engine-released' ? state.setbacks : state.setbacks + 1;
      return { ...state, ...noAttempt, status: 'queued', setbacks };
    }
    case 'RunCancelRequested':
      return { ...state, status: 'canceling' };
    case 'RunCompleted':
      return { ...state, status: 'completed' };
    case 'RunFailed':
      return { ...state, status: 'failed' };
    case 'RunCanceled':
      return { ...state, status: 'canceled' };
    case 'RunErased':
      return { status: 'erased' };
  }
};
