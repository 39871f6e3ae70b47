import type { PartName } from '../evaluation/evaluation.types.js';

/** Loss of the metric when the feature's values are shuffled between rows: mean and standard deviation of the repeats. */
export type FeatureImportance = Readonly<{ feature: string; importance: number; standardDeviation: number }>;

export type TokenAttribution = Readonly<{ token: string; attribution: number }>;
export type FeatureAttribution = Readonly<{
  feature: string;
  attribution: number;
  tokens?: readonly TokenAttribution[];
}>;

/** What one of a score's units is; `size` of the output's own unit for numbers, or of its logarithm, null elsewhere. */
export type ScoreUnit = Readonly<{ name: string; size: number | null }>;

/**
 * Why one row got its score, by integrated gradients. All attributions add up to `score - baselineScore`. The score is
 * the log-odds of true, the answered class's logit less the mean logit, or the number on the network's scale.
 */
export type RowExplanation = Readonly<{
  /** The class, `true`'s label, or the output's name for numbers. */
  label: string;
  score: number;
  unit: ScoreUnit;
  /** Score of the average row with empty texts. */
  baselineScore: number;
  features: readonly FeatureAttribution[];
}>;

/** Mean attribution of a token towards one label over all rows explained; `rows` is how many hold it. */
export type GlobalToken = TokenAttribution & Readonly<{ rows: number }>;
export type LabelTokens = Readonly<{ label: string; tokens: readonly GlobalToken[] }>;

/** A row of the part, with what the model answers and what is true: a class, true or false, or a number in the output's own unit. */
export type ExampleExplanation = RowExplanation &
  Readonly<{ rowNumber: number; prediction: string | number | boolean; truth: string | number | boolean }>;

export type OutputExplanation = Readonly<{
  metric: string;
  /** The metric with all features intact. */
  intact: number | null;
  /** Most important first. Empty where the metric is undefined. */
  importances: readonly FeatureImportance[];
  /** By text input; the tokens that speak most for each label. */
  tokens: Readonly<Record<string, readonly LabelTokens[]>>;
  examples: readonly ExampleExplanation[];
}>;

export type ExplanationReport = Readonly<{
  part: PartName;
  /** Rows that importances were measured on. */
  rows: number;
  repeats: number;
  outputs: Readonly<Record<string, OutputExplanation>>;
}>;
