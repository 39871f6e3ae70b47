import { binaryCounts, precisionRecall } from '../evaluation/binary-metrics.js';
import { mostLikely } from '../evaluation/category-metrics.js';
import type { ClassificationStatistics, Predictions } from '../evaluation/evaluation.types.js';
import { thresholdCounts } from '../evaluation/ranking.js';
import { categoryCurves } from './category-curves.js';
import { calibration, histogram } from './histogram.js';
import { thin } from './thinning.js';
import { precisionRecallPoints, rocPoints } from './threshold-curves.js';
import type { BinaryVisualizations, CategoryVisualizations, NumberVisualizations } from './visualization.types.js';

const THRESHOLDS = Array.from({ length: 101 }, (_, index) => index / 100);

export const binaryVisualizations = (
  probabilities: Float64Array,
  truths: Float64Array,
  statistics: ClassificationStatistics,
): BinaryVisualizations => ({
  type: 'binary',
  confusion_matrix: matrixOf(statistics),
  ...curves(probabilities, truths),
  calibration: calibration(probabilities, truths),
  threshold_vs_metric: THRESHOLDS.map((threshold) => {
    const counts = binaryCounts(probabilities, truths, threshold);
    return { threshold, accuracy: (counts.tp + counts.tn) / truths.length, ...precisionRecall(counts) };
  }),
  prediction_histogram: histogram(probabilities, [0, 1]),
});

const matrixOf = ({ labels, confusion_matrix }: ClassificationStatistics) => ({ labels, matrix: confusion_matrix });

const curves = (
  probabilities: Float64Array,
  truths: Float64Array,
): Pick<BinaryVisualizations, 'roc_curve' | 'precision_recall_curve'> => {
  const counts = thresholdCounts({ scores: probabilities, positives: truths });
  return { roc_curve: thin(rocPoints(counts)), precision_recall_curve: thin(precisionRecallPoints(counts)) };
};

export const categoryVisualizations = (
  predictions: Extract<Predictions, { type: 'category' }>,
  truths: Float64Array,
  statistics: ClassificationStatistics,
): CategoryVisualizations => {
  const { probabilities, classes } = predictions;
  const answers = mostLikely(probabilities, classes);
  const confidence = Float64Array.from(answers, (answer, row) => probabilities[row * classes + answer] as number);
  const counts = statistics.labels.map((label, index) => ({
    label,
    count: answers.filter((answer) => answer === index).length,
  }));
  return {
    type: 'category',
    confusion_matrix: matrixOf(statistics),
    ...categoryCurves(predictions, truths, statistics),
    calibration: calibration(
      confidence,
      Float64Array.from(answers, (answer, row) => Number(answer === truths[row])),
    ),
    frequency_vs_f1: statistics.labels.map((label) => {
      const { true_positives = 0, false_negatives = 0, f1_score = null } = statistics.per_class_stats[label] ?? {};
      return { label, frequency: true_positives + false_negatives, f1: f1_score };
    }),
    prediction_counts: counts,
    prediction_histogram: histogram(confidence, [0, 1]),
  };
};

export const numberVisualizations = (values: Float64Array, truths: Float64Array): NumberVisualizations => {
  const rows = Array.from(values, (predicted, row) => ({ predicted, truth: truths[row] as number }));
  // Sorted first, so that thinning keeps the extremes of the axis.
  const byTruth = thin(rows.toSorted((a, b) => a.truth - b.truth));
  const byPrediction = thin(rows.toSorted((a, b) => a.predicted - b.predicted));
  return {
    type: 'number',
    predicted_vs_actual: byTruth.map(({ predicted, truth }) => ({ x: truth, y: predicted })),
    residuals: byPrediction.map(({ predicted, truth }) => ({ x: predicted, y: predicted - truth })),
    residual_histogram: histogram(rows.map(({ predicted, truth }) => predicted - truth)),
    prediction_histogram: histogram(values),
  };
};
