import type { Publishing } from '@daybook/messaging';
import { upcastEngine, type EngineEvent } from '../domain/engine.events.js';
import { upcastRunMetrics, type RunMetricsEvent } from '../domain/run-metrics.decider.js';
import { upcastRun, type RunEvent } from '../domain/run.events.js';

const runs: Publishing<RunEvent> = {
  topic: 'runs',
  streams: ['run-'],
  upcast: upcastRun,
  on: {
    RunQueued: () => null,
    RunAssigned: ({ data }) => ({ type: 'daybook.run.assigned.v1', key: data.repositoryId, data }),
    RunAccepted: () => null,
    RunPhaseStarted: ({ data }) => ({ type: 'daybook.run.phase-started.v1', key: data.repositoryId, data }),
    RunDatasetSplit: () => null,
    RunCheckpointed: () => null,
    RunRequeued: ({ data: { message: _message, ...data } }) => ({ type: 'daybook.run.requeued.v1', key: data.repositoryId, data }),
    RunCancelRequested: () => null,
    RunCompleted: ({ data }) => ({ type: 'daybook.run.completed.v1', key: data.repositoryId, data }),
    RunFailed: ({ data }) => ({ type: 'daybook.run.failed.v1', key: data.repositoryId, data }),
    RunErased: () => null,
    RunCanceled: ({ data }) => ({ type: 'daybook.run.canceled.v1', key: data.repositoryId, data }),
  },
};

const curves: Publishing<RunMetricsEvent> = {
  topic: 'runs',
  streams: ['runmetrics-'],
  upcast: upcastRunMetrics,
  on: {
    RunMetricsErased: () => null,
    RunEvaluated: ({ data: { learningRate: _learningRate, ...data } }) => ({
      type: 'daybook.run.evaluated.v1',
      key: data.repositoryId,
      data,
    }),
  },
};

const engines: Publishing<EngineEvent> = {
  topic: 'engines',
  streams: ['engine-'],
  upcast: upcastEngine,
  on: {
    EngineRegistered: ({ data }) => ({ type: 'daybook.engine.registered.v1', key: data.engineId, data }),
    EngineLost: ({ data }) => ({ type: 'daybook.engine.lost.v1', key: data.engineId, data }),
    EngineSlotReserved: () => null,
    EngineSlotReleased: () => null,
    EngineDrained: ({ data }) => ({ type: 'daybook.engine.drained.v1', key: data.engineId, data }),
    // To others both mean that it takes no new runs.
    EngineSuspended: ({ data }) => ({ type: 'daybook.engine.drained.v1', key: data.engineId, data }),
    EngineResumed: ({ data }) => ({ type: 'daybook.engine.resumed.v1', key: data.engineId, data }),
  },
};

/** What the training orchestrator tells others. */
export const trainingOrchestratorPublishing = [runs, curves, engines] as unknown as readonly Publishing<never>[];
