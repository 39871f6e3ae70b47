import type { ThresholdCounts } from '../evaluation/ranking.js';
import type { Point } from './visualization.types.js';

/** x false positive rate, y true positive rate, from corner to corner; empty where one class is missing. */
export const rocPoints = (counts: readonly ThresholdCounts[]): readonly Point[] => {
  const { truePositives: positives = 0, falsePositives: negatives = 0 } = counts.at(-1) ?? {};
  if (positives === 0 || negatives === 0) return [];
  return [
    { x: 0, y: 0 },
    ...counts.map((count) => ({ x: count.falsePositives / negatives, y: count.truePositives / positives })),
  ];
};

/** x recall, y precision; empty without positives. */
export const precisionRecallPoints = (counts: readonly ThresholdCounts[]): readonly Point[] => {
  const { truePositives: positives = 0 } = counts.at(-1) ?? {};
  if (positives === 0) return [];
  return counts.map(({ truePositives, falsePositives }) => ({
    x: truePositives / positives,
    y: truePositives / (truePositives + falsePositives),
  }));
};

/** Height of a ROC curve at each x of the grid: the highest where it rises, between its points on the line. */
export const heightsOfRoc = (curve: readonly Point[], grid: readonly number[]): readonly number[] => {
  let next = 0;
  return grid.map((x) => {
    while (next < curve.length && (curve[next] as Point).x <= x) next++;
    const before = curve[next - 1] as Point;
    const after = curve[next];
    return after === undefined ? before.y : before.y + ((after.y - before.y) * (x - before.x)) / (after.x - before.x);
  });
};

/** Precision at each recall of the grid: that of the strictest threshold that comes to it, as in the average precision. */
export const precisionsAt = (curve: readonly Point[], grid: readonly number[]): readonly number[] => {
  let at = 0;
  return grid.map((recall) => {
    while (at < curve.length - 1 && (curve[at] as Point).x < recall) at++;
    return (curve[at] as Point).y;
  });
};
