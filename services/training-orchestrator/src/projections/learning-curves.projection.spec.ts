import { describe, it } from '@jest/globals';
import { recordedStream, specifyProjection } from '@daybook/testing';
import type { RunEvaluated } from '../domain/run-metrics.decider.js';
import { at, key } from '../fixtures/run.fixture.js';
import { learningCurves } from './learning-curves.projection.js';

const point = (attempt: number, epoch: number): RunEvaluated => ({
  type: 'RunEvaluated',
  schemaVersion: 2,
  data: { ...key, attempt, epoch, step: epoch, epochs: 9, metrics: {}, best: false, learningRate: 0.1, at },
});
const shown = (attempt: number, epoch: number) => ({ attempt, epoch, step: epoch, metrics: {}, best: false, learningRate: 0.1, at });

describe('learning curves', () => {
  it('show what a resumed attempt has trained in the place of what was there', () => {
    const points = [shown(1, 1), shown(2, 2), shown(2, 3)];
    specifyProjection(learningCurves)
      .given(recordedStream(`runmetrics-${key.versionId}`, [point(1, 1), point(1, 2), point(1, 3), point(2, 2), point(2, 3)]))
      .then(key.versionId, { versionId: key.versionId, epochs: 9, points });
  });
});
