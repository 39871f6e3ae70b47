import type { MetricValues } from './evaluation.types.js';
import { averagePrecision, rocAuc } from './ranking.js';

export type BinaryCounts = Readonly<{ tp: number; fp: number; tn: number; fn: number }>;

/** A row counts as predicted true from `threshold` on. */
export const binaryCounts = (
  probabilities: ArrayLike<number>,
  truths: ArrayLike<number>,
  threshold = 0.5,
): BinaryCounts => {
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (let row = 0; row < truths.length; row++) {
    const predicted = (probabilities[row] as number) >= threshold;
    if (truths[row] === 1) counts[predicted ? 'tp' : 'fn']++;
    else counts[predicted ? 'fp' : 'tn']++;
  }
  return counts;
};

/**
 * Precision is 0 while nothing is predicted true. Null, because undefined: recall, f1 and average_precision without true
 * rows, specificity without false rows, roc_auc unless both are there.
 */
export const binaryMetrics = (probabilities: ArrayLike<number>, truths: ArrayLike<number>): MetricValues => {
  const counts = binaryCounts(probabilities, truths);
  const { tp, tn, fp } = counts;
  return {
    accuracy: (tp + tn) / truths.length,
    ...precisionRecall(counts),
    specificity: ratio(tn, tn + fp),
    roc_auc: rocAuc({ scores: probabilities, positives: truths }),
    average_precision: averagePrecision({ scores: probabilities, positives: truths }),
  };
};

export const precisionRecall = ({
  tp,
  fp,
  fn,
}: BinaryCounts): Readonly<{ precision: number; recall: number | null; f1: number | null }> => ({
  precision: ratio(tp, tp + fp) ?? 0,
  recall: ratio(tp, tp + fn),
  f1: tp + fn === 0 ? null : (2 * tp) / (2 * tp + fp + fn),
});

export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
