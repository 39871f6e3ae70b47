import { describe, expect, it } from '@jest/globals';
import { categoryMetrics } from '../evaluation/category-metrics.js';
import { averagePrecision } from '../evaluation/ranking.js';
import { seededRandom } from '../random/seeded-random.js';
import { categoryCurves, MAX_CLASSES } from './category-curves.js';
import type { Point } from './visualization.types.js';

/** Answers of a model that knows a little: class 0 is the most frequent, the last one never true. */
const answersOf = (rows: number, classes: number) => {
  const random = seededRandom('category curves', classes);
  const truths = Float64Array.from({ length: rows }, () => Math.floor(random.uniform() ** 2 * (classes - 1)));
  const probabilities = new Float64Array(rows * classes);
  truths.forEach((truth, row) => {
    const raw = Array.from({ length: classes }, (_, label) => random.uniform() + (label === truth ? 0.4 : 0));
    const sum = raw.reduce((total, value) => total + value);
    raw.forEach((value, label) => (probabilities[row * classes + label] = value / sum));
  });
  const labels = Array.from({ length: classes }, (_, label) => `class ${label}`);
  return { answers: { type: 'category', classes, probabilities } as const, truths, statistics: { labels } };
};

const between = (points: readonly Point[], height: (a: Point, b: Point) => number): number =>
  points.slice(1).reduce((sum, point, index) => sum + (point.x - (points[index] as Point).x) * height(points[index] as Point, point), 0);
const trapezoids = (points: readonly Point[]): number => between(points, (a, b) => (a.y + b.y) / 2);

describe('curves of a category output', () => {
  const { answers, truths, statistics } = answersOf(600, 5);
  const { roc_curves: roc, precision_recall_curves: pr } = categoryCurves(answers, truths, statistics);

  it('agree with the metric roc_auc and with the areas told', () => {
    expect(roc.macro.area).toBeCloseTo(categoryMetrics(answers.probabilities, 5, truths)['roc_auc'] as number, 12);
    for (const { area, points } of [...roc.classes, roc.macro, roc.micro]) {
      expect(Math.abs(trapezoids(points) - (area as number))).toBeLessThan(0.01);
      expect([points[0], points.at(-1)]).toEqual([{ x: 0, y: 0 }, { x: 1, y: 1 }]);
    }
    const mean = roc.classes.reduce((sum, { area }) => sum + (area as number), 0) / roc.classes.length;
    expect(roc.macro.area).toBeCloseTo(mean, 12);
    expect(roc.macro.area).not.toBeCloseTo(roc.micro.area as number, 3);
  });

  it('agree with the average precision', () => {
    for (const { label, area, points } of pr.classes) {
      const own = statistics.labels.indexOf(label);
      const scores = truths.map((_, row) => answers.probabilities[row * 5 + own] as number);
      expect(area).toBe(averagePrecision({ scores, positives: Array.from(truths, (truth) => truth === own) }));
      // The first point stands for all recalls up to its own.
      const steps = between([{ x: 0, y: points[0]?.y ?? 0 }, ...points], (_a, b) => b.y);
      expect(Math.abs(steps - (area as number))).toBeLessThan(0.03);
    }
    expect(Math.abs(trapezoids(pr.macro.points) - (pr.macro.area as number))).toBeLessThan(0.01);
  });

  it('are of the most frequent classes, a bounded number of them with a bounded number of points', () => {
    expect(roc.classes.map(({ label }) => label)).toEqual(['class 0', 'class 1', 'class 2', 'class 3']);
    expect(roc.left_out).toBe(1);
    const many = answersOf(2000, 40);
    const curves = categoryCurves(many.answers, many.truths, many.statistics).roc_curves;
    expect([curves.classes.length, curves.left_out]).toEqual([MAX_CLASSES, 40 - MAX_CLASSES]);
    const frequencies = curves.classes.map(({ frequency }) => frequency);
    expect(frequencies).toEqual(frequencies.toSorted((a, b) => b - a));
    for (const { points } of [...curves.classes, curves.macro, curves.micro]) expect(points.length).toBeLessThanOrEqual(101);
    // The average is of all classes, the ones left out as well.
    expect(curves.macro.area).toBeCloseTo(categoryMetrics(many.answers.probabilities, 40, many.truths)['roc_auc'] as number, 12);
  });

  it('are none where all rows are of one class', () => {
    const one = categoryCurves(answers, truths.map(() => 2), statistics);
    expect(one.roc_curves).toMatchObject({ classes: [], left_out: 5, macro: { area: null, points: [] } });
    expect(one.precision_recall_curves.classes.map(({ label }) => label)).toEqual(['class 2']);
  });
});
