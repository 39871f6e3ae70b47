import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import { withLudwigMetrics } from '@daybook/ludwig';
import type { Metrics, RunKey } from './run.events.js';

export type SplitMetrics = Readonly<Partial<Record<'training' | 'validation' | 'test', Metrics>>>;

/** A point of the learning curves: one evaluation; `epoch` counts completed epochs from 1. */
export type RunEvaluated = EventOf<
  'RunEvaluated',
  2,
  RunKey & {
    attempt: number;
    epoch: number;
    step: number;
    epochs: number;
    metrics: SplitMetrics;
    best: boolean;
    learningRate: number;
    at: string;
  }
>;
export type RunMetricsErased = EventOf<'RunMetricsErased', 1, RunKey & { at: string }>;
export type RunMetricsEvent = RunEvaluated | RunMetricsErased;
/** In the first shape `accuracy` of a category was the fraction right, and Ludwig's was called otherwise. */
const inLudwigsNames = (data: RunEvaluated['data']): RunEvaluated['data'] => {
  const parts = Object.entries(data.metrics).map(([part, metrics]) => [part, withLudwigMetrics(metrics)]);
  return { ...data, metrics: Object.fromEntries(parts) as SplitMetrics };
};
export const upcastRunMetrics = upcasterFor<RunMetricsEvent>({
  RunEvaluated: { current: 2, steps: { 1: inLudwigsNames } },
  RunMetricsErased: { current: 1, steps: {} },
});

export type RecordEvaluation = CommandOf<'RecordEvaluation', RunEvaluated['data']>;
export type EraseMetrics = CommandOf<'EraseMetrics', RunMetricsErased['data']>;
export type RunMetricsCommand = RecordEvaluation | EraseMetrics;
/** Nothing is evaluated before attempt 1. */
export type RunMetricsState = Readonly<{ attempt: number; epoch: number }>;

/** Epochs ascend within an attempt; a later attempt may repeat them from its checkpoint on. */
export const runMetrics: Decider<RunMetricsState, RunMetricsCommand, RunMetricsEvent> = {
  initialState: { attempt: 0, epoch: 0 },

  decide(command, { attempt, epoch }) {
    if (command.type === 'EraseMetrics') {
      return attempt === 0 ? [] : [{ type: 'RunMetricsErased', schemaVersion: 1, data: command.data }];
    }
    const { data } = command;
    const stale = data.attempt < attempt || (data.attempt === attempt && data.epoch <= epoch);
    return stale ? [] : [{ type: 'RunEvaluated', schemaVersion: 2, data }];
  },

  evolve(_state, event) {
    if (event.type === 'RunMetricsErased') return { attempt: 0, epoch: 0 };
    const { attempt, epoch } = event.data;
    return { attempt, epoch };
  },
};
