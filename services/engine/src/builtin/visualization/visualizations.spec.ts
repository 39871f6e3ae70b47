import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classificationStatistics, confusionMatrix } from '../evaluation/confusion-statistics.js';
import { calibration, histogram } from './histogram.js';
import { binaryVisualizations, categoryVisualizations, numberVisualizations } from './output-visualizations.js';
import { MAX_POINTS, thin } from './thinning.js';

describe('thin', () => {
  it('keeps order and both ends within the limit', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: 2, max: 300 }), (length, limit) => {
        const items = Array.from({ length }, (_, index) => index);
        const kept = thin(items, limit);
        expect(kept.length).toBe(Math.min(length, limit));
        expect([kept[0], kept.at(-1)]).toEqual([items[0], items.at(-1)]);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      }),
    );
  });
});

describe('histogram', () => {
  it('counts every value once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1 }), (values) => {
        const bins = histogram(values);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  it('compares foretold with observed frequency per bin', () => {
    const bins = calibration([0.05, 0.15, 0.11, 1], [0, 1, 0, 1]);
    expect(bins[0]).toMatchObject({ count: 1, predicted: 0.05, observed: 0 });
    expect(bins[1]).toMatchObject({ count: 2, observed: 0.5 });
    expect(bins[5]).toMatchObject({ count: 0, predicted: null, observed: null });
    expect(bins[9]).toMatchObject({ count: 1, predicted: 1, observed: 1 });
  });
});

describe('charts', () => {
  const probabilities = Float64Array.from({ length: 1000 }, (_, index) => index / 1000);
  const truths = Float64Array.from({ length: 1000 }, (_, index) => Number(index % 3 === 0 || index > 700));
  const statistics = classificationStatistics(
    ['no', 'yes'],
    confusionMatrix(
      truths,
      Array.from(probabilities, (p) => Number(p >= 0.5)),
      2,
    ),
  );

  it('of a binary output run from corner to corner and never back', () => {
    const {
      roc_curve: roc,
      precision_recall_curve: precisionRecall,
      threshold_vs_metric,
    } = binaryVisualizations(probabilities, truths, statistics);
    expect([roc[0], roc.at(-1)]).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]);
    expect(roc.length).toBe(MAX_POINTS);
    roc
      .slice(1)
      .forEach((point, index) => expect(point.x >= (roc[index]?.x ?? 2) && point.y >= (roc[index]?.y ?? 2)).toBe(true));
    expect(precisionRecall.at(-1)).toEqual({ x: 1, y: truths.reduce((sum, truth) => sum + truth, 0) / 1000 });
    expect(threshold_vs_metric[0]).toMatchObject({ threshold: 0, recall: 1 });
    expect(threshold_vs_metric[50]).toMatchObject({
      threshold: 0.5,
      accuracy: statistics.overall_stats.token_accuracy,
    });
  });

  it('of one class have no curves instead of wrong ones', () => {
    const ones = truths.map(() => 0);
    const charts = binaryVisualizations(
      probabilities,
      ones,
      classificationStatistics(['no', 'yes'], confusionMatrix(ones, ones, 2)),
    );
    expect([charts.roc_curve, charts.precision_recall_curve]).toEqual([[], []]);
  });

  it('of a category output count answers and rows per class', () => {
    const answers = {
      type: 'category',
      classes: 2,
      probabilities: Float64Array.of(0.9, 0.1, 0.4, 0.6, 0.3, 0.7),
    } as const;
    const found = categoryVisualizations(
      answers,
      Float64Array.of(0, 0, 1),
      classificationStatistics(
        ['a', 'b'],
        [
          [1, 1],
          [0, 1],
        ],
      ),
    );
    expect(found.prediction_counts).toEqual([
      { label: 'a', count: 1 },
      { label: 'b', count: 2 },
    ]);
    expect(found.frequency_vs_f1).toEqual([
      { label: 'a', frequency: 2, f1: 2 / 3 },
      { label: 'b', frequency: 1, f1: 2 / 3 },
    ]);
    expect(found.calibration.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(found.prediction_histogram.filter(({ count }) => count > 0).map(({ from, count }) => [from, count])).toEqual([
      [0.6, 1],
      [0.7, 1],
      [0.9, 1],
    ]);
  });

  it('of a number output keep the smallest and the largest true value', () => {
    const charts = numberVisualizations(
      Float64Array.from(truths, (_, index) => index + 1),
      Float64Array.from(truths, (_, index) => (index * 7) % 1000),
    );
    expect([charts.predicted_vs_actual[0]?.x, charts.predicted_vs_actual.at(-1)?.x]).toEqual([0, 999]);
    expect(charts.residuals[0]).toEqual({ x: 1, y: 1 });
    expect(charts.predicted_vs_actual.length).toBe(MAX_POINTS);
  });
});
