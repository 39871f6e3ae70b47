import type { RenderedConfiguration } from '@daybook/ludwig';
import type { EvaluationReport, PartName } from './evaluation/evaluation.types.js';
import type { ExplanationReport } from './explanation/explanation.types.js';
import type { TrainingPhase } from './training.errors.js';
import type { VisualizationReport } from './visualization/visualization.types.js';

/** Raw CSV cells; an empty cell, `''` or null, is missing. */
export type TableRows = Readonly<{ columns: readonly string[]; rows: readonly (readonly (string | null)[])[] }>;

/** Metrics by part, output and metric name; null where a metric is undefined, such as roc_auc of one class. */
export type PartMetrics = Readonly<Partial<Record<PartName, FeatureMetrics>>>;
export type FeatureMetrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

/** One evaluation after a full epoch. `epoch` counts completed epochs from 1, `step` batches from 1. */
export type Evaluation = Readonly<{
  epoch: number;
  step: number;
  metrics: PartMetrics;
  best: boolean;
  learningRate: number;
}>;

/** Rows used per part; `dropped` are those left out by `drop_row`, `unused` those left out by `sample_ratio`. */
export type DatasetRows = Readonly<{
  training: number;
  validation: number;
  test: number;
  dropped: number;
  unused: number;
}>;

export type TrainingProgress =
  | Readonly<{ kind: 'phase'; phase: TrainingPhase }>
  | Readonly<{ kind: 'dataset'; rows: DatasetRows }>
  | (Readonly<{ kind: 'evaluation' }> & Evaluation)
  | Readonly<{ kind: 'log'; line: string }>;

export type CheckpointKind = 'latest' | 'best';

export type TrainingJob = Readonly<{
  configuration: RenderedConfiguration;
  table: TableRows;
  /** The latest durable checkpoint to resume from; an unusable one is logged and training starts afresh. */
  checkpoint?: Uint8Array;
  signal: AbortSignal;
  /** Least time between two `latest` checkpoints; 0 (the default) writes one after every epoch. */
  checkpointIntervalMs?: number;
  report(event: TrainingProgress): Promise<void> | void;
  /** `epoch` is the last one trained for `latest`, and the one that the best parameters are of for `best`. */
  saveCheckpoint(kind: CheckpointKind, epoch: number, bytes: Uint8Array): Promise<void>;
}>;

export type TrainingResult = Readonly<{
  status: 'completed';
  /** One safetensors file; see `loadPredictor`. */
  model: Uint8Array;
  /** Metrics at the best checkpoint. */
  evaluation: EvaluationReport;
  visualizations: VisualizationReport;
  explanations: ExplanationReport;
  history: readonly Evaluation[];
  epochsTrained: number;
  bestEpoch: number;
  stoppedEarly: boolean;
  /** `wasm` or `cpu`; the same seed gives the same bits on the same backend and machine. */
  backend: string;
}>;

export type TrainingOutcome = TrainingResult | Readonly<{ status: 'canceled' }>;
