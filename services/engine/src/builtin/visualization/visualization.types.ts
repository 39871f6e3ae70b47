import type { PartName } from '../evaluation/evaluation.types.js';

export type Point = Readonly<{ x: number; y: number }>;
/** Rows whose value lies in [from, to); the last bin contains its end. */
export type HistogramBin = Readonly<{ from: number; to: number; count: number }>;
/** Mean predicted probability beside the fraction that came true; null in an empty bin. */
export type CalibrationBin = HistogramBin & Readonly<{ predicted: number | null; observed: number | null }>;
export type ConfusionMatrix = Readonly<{ labels: readonly string[]; matrix: readonly (readonly number[])[] }>;
export type ThresholdMetrics = Readonly<{
  threshold: number;
  accuracy: number;
  precision: number;
  recall: number | null;
  f1: number | null;
}>;

export type BinaryVisualizations = Readonly<{
  type: 'binary';
  confusion_matrix: ConfusionMatrix;
  /** x false positive rate, y true positive rate; empty where one class is missing. */
  roc_curve: readonly Point[];
  /** x recall, y precision; empty without true rows. */
  precision_recall_curve: readonly Point[];
  calibration: readonly CalibrationBin[];
  threshold_vs_metric: readonly ThresholdMetrics[];
  /** Probabilities of true. */
  prediction_histogram: readonly HistogramBin[];
}>;

export type CategoryVisualizations = Readonly<{
  type: 'category';
  confusion_matrix: ConfusionMatrix;
  /** Of the answered class. */
  calibration: readonly CalibrationBin[];
  frequency_vs_f1: readonly Readonly<{ label: string; frequency: number; f1: number | null }>[];
  /** Rows per answered class, in the order of `confusion_matrix.labels`. */
  prediction_counts: readonly Readonly<{ label: string; count: number }>[];
}>;

export type NumberVisualizations = Readonly<{
  type: 'number';
  /** x true, y predicted value. */
  predicted_vs_actual: readonly Point[];
  /** x predicted value, y predicted minus true value. */
  residuals: readonly Point[];
  residual_histogram: readonly HistogramBin[];
  prediction_histogram: readonly HistogramBin[];
}>;

export type OutputVisualizations = BinaryVisualizations | CategoryVisualizations | NumberVisualizations;

/** Data for charts of the best checkpoint; learning curves are drawn from the run's history of evaluations. */
export type VisualizationReport = Readonly<{
  /** The part that the charts show: test, or validation, or training, whichever has rows. */
  part: PartName;
  rows: number;
  learning_curves: Readonly<{ source: 'history' }>;
  outputs: Readonly<Record<string, OutputVisualizations>>;
}>;
