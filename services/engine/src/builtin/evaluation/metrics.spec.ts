import { metricsOf } from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { binaryMetrics } from './binary-metrics.js';
import { categoryMetrics } from './category-metrics.js';
import { classificationStatistics, confusionMatrix } from './confusion-statistics.js';
import { numberMetrics } from './number-metrics.js';

describe('metrics', () => {
  it('are, with the loss, those that configurations may name', () => {
    const named = (type: keyof typeof metricsOf) => metricsOf[type].map(({ name }) => name).sort();
    const four = [0.4, 0.3, 0.2, 0.1, 0.1, 0.2, 0.3, 0.4];
    expect(['loss', ...Object.keys(binaryMetrics([0.2, 0.7], [0, 1]))].sort()).toEqual(named('binary'));
    expect(['loss', ...Object.keys(categoryMetrics(four, 4, [0, 3]))].sort()).toEqual(named('category'));
    expect(['loss', ...Object.keys(numberMetrics([1, 2], [1, 3]))].sort()).toEqual(named('number'));
  });
});

describe('binaryMetrics', () => {
  it('agrees with an example worked by hand', () => {
    // tp 2, fp 1, fn 1, tn 4
    const metrics = binaryMetrics([0.9, 0.8, 0.2, 0.7, 0.1, 0.1, 0.3, 0.4], [1, 1, 1, 0, 0, 0, 0, 0]);
    expect(metrics).toMatchObject({ accuracy: 6 / 8, precision: 2 / 3, recall: 2 / 3, specificity: 4 / 5, f1: 2 / 3 });
    expect(metrics['roc_auc']).toBeCloseTo(12 / 15, 10);
  });

  it('gives null for what one class leaves undefined', () => {
    expect(binaryMetrics([0.2, 0.7], [0, 0])).toMatchObject({
      accuracy: 0.5,
      precision: 0,
      recall: null,
      f1: null,
      roc_auc: null,
      average_precision: null,
      specificity: 0.5,
    });
    expect(binaryMetrics([0.2, 0.7], [1, 1])).toMatchObject({ specificity: null, roc_auc: null, recall: 0.5 });
  });
});

describe('categoryMetrics', () => {
  const probabilities = [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6];

  it('agrees with an example worked by hand', () => {
    // Answers 0, 1, 0, 2 for truths 0, 1, 1, 2.
    const metrics = categoryMetrics(probabilities, 3, [0, 1, 1, 2]);
    expect(metrics['accuracy_micro']).toBe(0.75);
    expect(metrics['accuracy']).toBeCloseTo((1 + 0.5 + 1) / 3, 10);
    expect(metrics['f1_macro']).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3, 10);
    expect(metrics['roc_auc']).toBeCloseTo(1, 10);
    expect(metrics).not.toHaveProperty('hits_at_k');
  });

  it('counts a hit where the true class is among the three most likely', () => {
    expect(categoryMetrics([0.4, 0.3, 0.2, 0.1, 0.4, 0.3, 0.2, 0.1, 0.4, 0.3, 0.2, 0.1, 0.4, 0.3, 0.2, 0.1], 4, [2, 3, 2, 2])['hits_at_k']).toBeCloseTo(1 / 3, 10);
  });

  it('has the numbers of Ludwig for the answers of Ludwig', () => {
    // The first evaluation of species on 69 test rows in a run of Ludwig 0.11.0: 27 of 27, 24 of 26 and 1 of 16 right.
    const truths = [...new Array<number>(27).fill(0), ...new Array<number>(26).fill(1), ...new Array<number>(16).fill(2)];
    const answers = truths.map((truth, row) => (row < 51 || row === 53 ? truth : 0));
    const metrics = categoryMetrics(answers.flatMap((answer) => [0, 1, 2].map((label) => Number(label === answer))), 3, truths);
    expect(metrics['accuracy']).toBeCloseTo(0.6618589758872986, 6);
    expect(metrics['accuracy_micro']).toBeCloseTo(0.7536231875419617, 6);
  });

  it('leaves classes without rows out of roc_auc and gives null where one class is left', () => {
    expect(categoryMetrics(probabilities, 3, [0, 0, 0, 0])['roc_auc']).toBeNull();
    expect(categoryMetrics(probabilities, 3, [0, 0, 0, 0])['accuracy']).toBeCloseTo(0.5 / 3, 10);
  });
});

describe('numberMetrics', () => {
  it('agrees with an example worked by hand', () => {
    const metrics = numberMetrics([2, 2, 6], [1, 2, 4]);
    expect(metrics['mean_absolute_error']).toBeCloseTo(1, 10);
    expect(metrics['mean_squared_error']).toBeCloseTo(5 / 3, 10);
    expect(metrics['root_mean_squared_error']).toBeCloseTo(Math.sqrt(5 / 3), 10);
    expect(metrics['r2']).toBeCloseTo(1 - 5 / (14 / 3), 10);
    expect(metrics['mean_absolute_percentage_error']).toBeCloseTo((1 + 0 + 0.5) / 3, 10);
    expect(metrics['root_mean_squared_percentage_error']).toBeCloseTo(Math.sqrt((1 + 0 + 0.25) / 3), 10);
  });

  it('is perfect for perfect answers and 0 in r2 for the mean', () => {
    const truths = fc
      .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 })
      .filter((values) => new Set(values).size > 1);
    fc.assert(
      fc.property(truths, (values) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(numberMetrics(values, values)).toMatchObject({ r2: 1, mean_absolute_error: 0, mean_squared_error: 0 });
        expect(
          numberMetrics(
            values.map(() => mean),
            values,
          )['r2'],
        ).toBeCloseTo(0, 8);
      }),
    );
  });

  it('gives null for r2 of constant targets and for percentages of zeros', () => {
    expect(numberMetrics([1, 2], [0, 0])).toMatchObject({ r2: null, mean_absolute_percentage_error: null });
  });
});

describe('classificationStatistics', () => {
  const matrix = confusionMatrix([0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1, 0], 2);

  it('puts true classes in rows and answers in columns', () => {
    expect(matrix).toEqual([
      [2, 1],
      [1, 3],
    ]);
  });

  it('agrees with an example worked by hand', () => {
    const { overall_stats, per_class_stats } = classificationStatistics(['no', 'yes'], matrix);
    expect(overall_stats.token_accuracy).toBeCloseTo(5 / 7, 10);
    // chance = 3/7·3/7 + 4/7·4/7 = 25/49
    expect(overall_stats.kappa_score).toBeCloseTo((5 / 7 - 25 / 49) / (24 / 49), 10);
    expect(overall_stats.avg_recall_macro).toBeCloseTo((2 / 3 + 3 / 4) / 2, 10);
    expect(overall_stats.avg_recall_weighted).toBeCloseTo(5 / 7, 10);
    expect(per_class_stats['yes']).toMatchObject({
      true_positives: 3,
      true_negatives: 2,
      false_positives: 1,
      false_negatives: 1,
      precision: 0.75,
      recall: 0.75,
      f1_score: 0.75,
    });
    expect(per_class_stats['yes']?.matthews_correlation_coefficient).toBeCloseTo(
      (3 * 2 - 1) / Math.sqrt(4 * 4 * 3 * 3),
      10,
    );
  });

  it('counts every row exactly once per class', () => {
    const labels = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1 });
    fc.assert(
      fc.property(labels, (pairs) => {
        const counted = confusionMatrix(
          pairs.map(([truth]) => truth),
          pairs.map(([, answer]) => answer),
          4,
        );
        for (const stats of Object.values(classificationStatistics(['a', 'b', 'c', 'd'], counted).per_class_stats)) {
          expect(stats.true_positives + stats.true_negatives + stats.false_positives + stats.false_negatives).toBe(
            pairs.length,
          );
        }
      }),
    );
  });
});
