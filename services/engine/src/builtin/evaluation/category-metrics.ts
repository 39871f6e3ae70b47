import { confusionMatrix, overallStatistics } from './confusion-statistics.js';
import type { MetricValues } from './evaluation.types.js';
import { rocAuc } from './ranking.js';

const HITS_AT = 3;

/** Index of the largest probability per row; the first of equals. */
export const mostLikely = (probabilities: ArrayLike<number>, classes: number): Uint32Array =>
  Uint32Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0;
    for (let label = 1; label < classes; label++)
      if (at(probabilities, row * classes + label) > at(probabilities, row * classes + best)) best = label;
    return best;
  });

/**
 * `accuracy` is the fraction of rows answered right (Ludwig's `accuracy_micro`); Ludwig's own `accuracy`, the mean recall
 * over the classes present, is `balanced_accuracy`. `roc_auc` is one-vs-rest, averaged over the classes that it is
 * defined for. `hits_at_k` (k = 3) is left out where there are no more than 3 classes.
 */
export const categoryMetrics = (
  probabilities: ArrayLike<number>,
  classes: number,
  truths: ArrayLike<number>,
): MetricValues => {
  const matrix = confusionMatrix(truths, mostLikely(probabilities, classes), classes);
  const recalls = matrix.map((row, label) => at(row, label) / sum(row)).filter((recall) => !Number.isNaN(recall));
  const { token_accuracy, avg_f1_score_macro } = overallStatistics(matrix);
  return {
    accuracy: token_accuracy,
    balanced_accuracy: sum(recalls) / recalls.length,
    f1_macro: avg_f1_score_macro,
    roc_auc: oneVersusRest(probabilities, classes, truths),
    ...(classes > HITS_AT ? { hits_at_k: hitsAtK(probabilities, classes, truths) } : {}),
  };
};

const oneVersusRest = (probabilities: ArrayLike<number>, classes: number, truths: ArrayLike<number>): number | null => {
  const areas = Array.from({ length: classes }, (_, label) =>
    rocAuc({
      scores: Float64Array.from(truths, (_truth, row) => at(probabilities, row * classes + label)),
      positives: Array.from(truths, (truth) => truth === label),
    }),
  ).filter((area) => area !== null);
  return areas.length === 0 ? null : sum(areas) / areas.length;
};

const hitsAtK = (probabilities: ArrayLike<number>, classes: number, truths: ArrayLike<number>): number => {
  let hits = 0;
  for (let row = 0; row < truths.length; row++) {
    const own = at(probabilities, row * classes + at(truths, row));
    let above = 0;
    for (let label = 0; label < classes; label++) if (at(probabilities, row * classes + label) > own) above++;
    if (above < HITS_AT) hits++;
  }
  return hits / truths.length;
};

const at = (values: ArrayLike<number>, index: number): number => values[index] as number;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
