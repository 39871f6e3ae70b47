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
 * Named as Ludwig names them. `accuracy` is the mean recall over the classes that occur as truth or answer,
 * `accuracy_micro` the fraction of rows answered right. `hits_at_k` (k = 3) is the `accuracy` of answers that are right
 * where the truth is among the 3 most likely classes; it is left out where there are no more. `roc_auc` is one-vs-rest,
 * averaged over the classes that it is defined for.
 */
export const categoryMetrics = (
  probabilities: ArrayLike<number>,
  classes: number,
  truths: ArrayLike<number>,
): MetricValues => {
  const answers = mostLikely(probabilities, classes);
  const { token_accuracy, avg_recall_macro, avg_f1_score_macro } = overallStatistics(confusionMatrix(truths, answers, classes));
  return {
    accuracy: avg_recall_macro,
    accuracy_micro: token_accuracy,
    f1_macro: avg_f1_score_macro,
    roc_auc: oneVersusRest(probabilities, classes, truths),
    ...(classes > HITS_AT ? { hits_at_k: hitsAtK(probabilities, answers, classes, truths) } : {}),
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

const hitsAtK = (
  probabilities: ArrayLike<number>,
  answers: Uint32Array,
  classes: number,
  truths: ArrayLike<number>,
): number => {
  const forgiven = answers.map((answer, row) => {
    const own = at(probabilities, row * classes + at(truths, row));
    let above = 0;
    for (let label = 0; label < classes; label++) if (at(probabilities, row * classes + label) > own) above++;
    return above < HITS_AT ? at(truths, row) : answer;
  });
  return overallStatistics(confusionMatrix(truths, forgiven, classes)).avg_recall_macro;
};

const at = (values: ArrayLike<number>, index: number): number => values[index] as number;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
