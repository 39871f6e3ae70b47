import type { FeatureMetrics } from '../training.types.js';

export type PartName = 'training' | 'validation' | 'test';

/** Answers for the rows of one part, one entry per row. */
export type Predictions =
  /** Probability of true, in [0, 1]. */
  | Readonly<{ type: 'binary'; probabilities: Float64Array }>
  /** rows × classes, each row sums to 1. */
  | Readonly<{ type: 'category'; classes: number; probabilities: Float64Array }>
  /** In the target's own unit. */
  | Readonly<{ type: 'number'; values: Float64Array }>;

export type MetricValues = Readonly<Record<string, number | null>>;

export type OverallStatistics = Readonly<{
  /** Fraction of rows answered right. */
  token_accuracy: number;
  kappa_score: number | null;
  avg_precision_macro: number;
  avg_recall_macro: number;
  avg_f1_score_macro: number;
  avg_precision_micro: number;
  avg_recall_micro: number;
  avg_f1_score_micro: number;
  avg_precision_weighted: number;
  avg_recall_weighted: number;
  avg_f1_score_weighted: number;
}>;

/** Counts and rates of one class against all others, as in Ludwig's test_statistics; null where a rate has no denominator. */
export type ClassStatistics = Readonly<{
  true_positives: number;
  true_negatives: number;
  false_positives: number;
  false_negatives: number;
  precision: number | null;
  recall: number | null;
  specificity: number | null;
  negative_predictive_value: number | null;
  false_positive_rate: number | null;
  false_negative_rate: number | null;
  f1_score: number | null;
  accuracy: number;
  matthews_correlation_coefficient: number | null;
}>;

/** Rows of the matrix are true labels, columns predicted ones, both in the order of `labels`. */
export type ClassificationStatistics = Readonly<{
  labels: readonly string[];
  confusion_matrix: readonly (readonly number[])[];
  overall_stats: OverallStatistics;
  per_class_stats: Readonly<Record<string, ClassStatistics>>;
}>;

export type PartEvaluation = Readonly<{
  rows: number;
  /** By output, and `combined`. */
  metrics: FeatureMetrics;
  /** By output; number outputs have none. */
  statistics: Readonly<Record<string, ClassificationStatistics>>;
}>;

/** At the best checkpoint. A part without rows is left out. */
export type EvaluationReport = Readonly<{
  bestEpoch: number;
  validationField: string;
  validationMetric: string;
  /** Null where the validation metric was never defined; the last epoch is used then. */
  bestValue: number | null;
  parts: Readonly<Partial<Record<PartName, PartEvaluation>>>;
}>;
