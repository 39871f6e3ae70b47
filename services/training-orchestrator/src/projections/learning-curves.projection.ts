import { defineProjection } from '@daybook/event-sourcing';
import { upcastRunMetrics, type RunMetricsEvent, type SplitMetrics } from '../domain/run-metrics.decider.js';

export type CurvePoint = Readonly<{
  attempt: number;
  epoch: number;
  step: number;
  metrics: SplitMetrics;
  best: boolean;
  learningRate: number;
  at: string;
}>;
/** Points by epoch; what a later attempt has trained again replaces what was there. */
export type LearningCurves = Readonly<{ versionId: string; epochs: number; points: readonly CurvePoint[] }>;

export const learningCurves = defineProjection<LearningCurves, RunMetricsEvent>({
  name: 'learning-curves-v2',
  streams: ['runmetrics-'],
  upcast: upcastRunMetrics,
  keyOf: (event) => event.data.versionId,
  on: {
    RunMetricsErased: () => null,
    RunEvaluated: (curves, { data: { versionId, epochs, attempt, epoch, step, metrics, best, learningRate, at } }) => {
      const kept = (curves?.points ?? []).filter((point) => point.epoch < epoch);
      return { versionId, epochs, points: [...kept, { attempt, epoch, step, metrics, best, learningRate, at }] };
    },
  },
});
