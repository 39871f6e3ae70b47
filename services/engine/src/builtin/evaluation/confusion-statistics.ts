import { ratio } from './binary-metrics.js';
import type { ClassificationStatistics, ClassStatistics, OverallStatistics } from './evaluation.types.js';

type Matrix = readonly (readonly number[])[];

/** Rows are true classes, columns predicted ones. */
export const confusionMatrix = (
  truths: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] => {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < truths.length; row++)
    (matrix[truths[row] as number] as number[])[predicted[row] as number]! += 1;
  return matrix;
};

export const classificationStatistics = (labels: readonly string[], matrix: Matrix): ClassificationStatistics => ({
  labels,
  confusion_matrix: matrix,
  overall_stats: overallStatistics(matrix),
  per_class_stats: Object.fromEntries(labels.map((label, index) => [label, classStatistics(matrix, index)])),
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const columnSum = (matrix: Matrix, column: number): number => sum(matrix.map((row) => row[column] as number));

export const classStatistics = (matrix: Matrix, label: number): ClassStatistics => {
  const tp = (matrix[label] as readonly number[])[label] as number;
  const fn = sum(matrix[label] as readonly number[]) - tp;
  const fp = columnSum(matrix, label) - tp;
  const total = sum(matrix.map(sum));
  const tn = total - tp - fn - fp;
  const spread = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
  return {
    true_positives: tp,
    true_negatives: tn,
    false_positives: fp,
    false_negatives: fn,
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    specificity: ratio(tn, tn + fp),
    negative_predictive_value: ratio(tn, tn + fn),
    false_positive_rate: ratio(fp, fp + tn),
    false_negative_rate: ratio(fn, fn + tp),
    f1_score: ratio(2 * tp, 2 * tp + fp + fn),
    accuracy: (tp + tn) / total,
    matthews_correlation_coefficient: ratio(tp * tn - fp * fn, spread),
  };
};

/** Macro averages run over the classes that occur as truth or answer; an undefined rate counts as 0 there. */
export const overallStatistics = (matrix: Matrix): OverallStatistics => {
  const total = sum(matrix.map(sum));
  const accuracy = sum(matrix.map((row, label) => row[label] as number)) / total;
  const classes = matrix.map((row, label) => ({ support: sum(row), ...classStatistics(matrix, label) }));
  const occurring = classes.filter(({ support, false_positives }) => support + false_positives > 0);
  const macro = (rate: 'precision' | 'recall' | 'f1_score') =>
    sum(occurring.map((one) => one[rate] ?? 0)) / occurring.length;
  const weighted = (rate: 'precision' | 'recall' | 'f1_score') =>
    sum(occurring.map((one) => (one[rate] ?? 0) * one.support)) / total;
  const chance = sum(classes.map(({ support }, label) => (support / total) * (columnSum(matrix, label) / total)));
  return {
    token_accuracy: accuracy,
    kappa_score: chance === 1 ? null : (accuracy - chance) / (1 - chance),
    avg_precision_macro: macro('precision'),
    avg_recall_macro: macro('recall'),
    avg_f1_score_macro: macro('f1_score'),
    // With one answer per row, all micro averages are the accuracy.
    avg_precision_micro: accuracy,
    avg_recall_micro: accuracy,
    avg_f1_score_micro: accuracy,
    avg_precision_weighted: weighted('precision'),
    avg_recall_weighted: weighted('recall'),
    avg_f1_score_weighted: weighted('f1_score'),
  };
};
