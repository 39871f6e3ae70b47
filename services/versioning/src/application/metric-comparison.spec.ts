import { describe, expect, it } from '@jest/globals';
import { compareMetrics, metricTable } from './metric-comparison.js';

describe('Comparing metrics', () => {
  it('knows in which direction each one is better', () => {
    const changes = compareMetrics({ churn: { accuracy: 0.5, loss: 0.25 } }, { churn: { accuracy: 0.75, loss: 0.75 } });
    expect(changes).toEqual([
      { feature: 'churn', metric: 'accuracy', from: 0.5, to: 0.75, change: 0.25, verdict: 'better' },
      { feature: 'churn', metric: 'loss', from: 0.25, to: 0.75, change: 0.5, verdict: 'worse' },
    ]);
  });

  it('names what only one of them has, and what is undefined', () => {
    const changes = compareMetrics({ churn: { accuracy: 0.5, roc_auc: null } }, { price: { r2: 0.5 }, churn: { accuracy: 0.5 } });
    expect(changes.map(({ feature, metric, verdict }) => `${feature}.${metric} ${verdict}`)).toEqual([
      'churn.accuracy equal',
      'churn.roc_auc incomparable',
      'price.r2 incomparable',
    ]);
  });

  it('of versions without results compares nothing', () => {
    expect(compareMetrics(null, null)).toEqual([]);
  });
});

describe('A table of metrics', () => {
  it('marks the best values of each metric, all of them where they are equal', () => {
    const table = metricTable([{ churn: { accuracy: 0.5, loss: 0.25 } }, null, { churn: { accuracy: 0.75, loss: 0.25, roc_auc: null } }]);
    expect(table).toEqual([
      { feature: 'churn', metric: 'accuracy', direction: 'maximize', values: [0.5, null, 0.75], best: [2] },
      { feature: 'churn', metric: 'loss', direction: 'minimize', values: [0.25, null, 0.25], best: [0, 2] },
      { feature: 'churn', metric: 'roc_auc', direction: 'maximize', values: [null, null, null], best: [] },
    ]);
  });
});
