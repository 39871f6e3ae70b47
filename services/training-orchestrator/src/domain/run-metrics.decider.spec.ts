import { describe, expect, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import { at, key } from '../fixtures/run.fixture.js';
import { runMetrics, upcastRunMetrics, type RunEvaluated } from './run-metrics.decider.js';

const evaluated = (attempt: number, epoch: number): RunEvaluated => ({
  type: 'RunEvaluated',
  schemaVersion: 2,
  data: { ...key, attempt, epoch, step: epoch * 10, epochs: 5, metrics: {}, best: false, learningRate: 0.1, at },
});
const record = (attempt: number, epoch: number) => ({ type: 'RecordEvaluation', data: evaluated(attempt, epoch).data }) as const;

describe('learning curves', () => {
  it('take every epoch of an attempt once, and in order', () => {
    specify(runMetrics).given([evaluated(1, 1)]).when(record(1, 2)).then([evaluated(1, 2)]);
    specify(runMetrics).given([evaluated(1, 2)]).when(record(1, 2)).then([]);
    specify(runMetrics).given([evaluated(1, 2)]).when(record(1, 1)).then([]);
  });

  it('from before metrics had the names of Ludwig are told in those', () => {
    const metrics = { validation: { kind: { accuracy: 0.9, balanced_accuracy: 0.6 } } };
    const stored = { ...evaluated(1, 1), schemaVersion: 1, data: { ...evaluated(1, 1).data, metrics } };
    expect(upcastRunMetrics(stored).data).toMatchObject({ metrics: { validation: { kind: { accuracy: 0.6, accuracy_micro: 0.9 } } } });
  });

  it('let a later attempt repeat epochs, and no earlier one speak any more', () => {
    specify(runMetrics).given([evaluated(1, 4)]).when(record(2, 3)).then([evaluated(2, 3)]);
    specify(runMetrics).given([evaluated(1, 4), evaluated(2, 3)]).when(record(1, 5)).then([]);
  });
});
