import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import type { Metrics, RunKey } from './run.events.js';

export type SplitMetrics = Readonly<Partial<Record<'training' | 'validation' | 'test', Metrics>>>;

/** A point of the learning curves: one evaluation; `epoch` counts completed epochs from 1. */
export type RunEvaluated = EventOf<
  'RunEvaluated',
  1,
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
export const upcastRunMetrics = upcasterFor<RunEvaluated>({ RunEvaluated: { current: 1, steps: {} } });

export type RecordEvaluation = CommandOf<'RecordEvaluation', RunEvaluated['data']>;
export type RunMetricsState = Readonly<{ attempt: number; epoch: number }>;

/** Epochs ascend within an attempt; a later attempt may repeat them from its checkpoint on. */
export const runMetrics: Decider<RunMetricsState, RecordEvaluation, RunEvaluated> = {
  initialState: { attempt: 0, epoch: 0 },

  decide({ data }, { attempt, epoch }) {
    const stale = data.attempt < attempt || (data.attempt === attempt && data.epoch <= epoch);
    return stale ? [] : [{ type: 'RunEvaluated', schemaVersion: 1, data }];
  },

  evolve(_state, { data: { attempt, epoch } }) {
    return { attempt, epoch };
  },
};
