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

/** `area` is exact, whatever points are drawn: that under a ROC curve, or the average precision. */
export type Curve = Readonly<{ area: number | null; points: readonly Point[] }>;

/**
 * One class against all others. `classes` are the most frequent ones, at most 10, `left_out` how many have no curve here:
 * rarer ones, and those that no row or every row is of. `macro` averages the curves of all classes that have one, drawn
 * or not; `micro` takes the probabilities of all classes together.
 */
export type CategoryCurves = Readonly<{
  classes: readonly (Curve & Readonly<{ label: string; frequency: number }>)[];
  left_out: number;
  macro: Curve;
  micro: Curve;
}>;

export type CategoryVisualizations = Readonly<{
  type: 'category';
  confusion_matrix: ConfusionMatrix;
  /** x false positive rate, y true positive rate. The area of `macro` is the metric `roc_auc`. */
  roc_curves: CategoryCurves;
  /** x recall, y precision. */
  precision_recall_curves: CategoryCurves;
  /** Of the answered class. */
  calibration: readonly CalibrationBin[];
  frequency_vs_f1: readonly Readonly<{ label: string; frequency: number; f1: number | null }>[];
  /** Rows per answered class, in the order of `confusion_matrix.labels`. */
  prediction_counts: readonly Readonly<{ label: string; count: number }>[];
  /** Probabilities of the answered class. */
  prediction_histogram: readonly HistogramBin[];
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

/**
 * Data for charts of the best checkpoint. Learning curves are drawn from the run's history of evaluations: `href` leads
 * there from the URL of this document.
 */
export type VisualizationReport = Readonly<{
  /** The part that the charts show: test, or validation, or training, whichever has rows. */
  part: PartName;
  rows: number;
  learning_curves: Readonly<{ source: 'history'; href: string }>;
  outputs: Readonly<Record<string, OutputVisualizations>>;
}>;
