import { metricsOf, type OutputFeature, type RenderedConfiguration, type Trainer } from '@daybook/ludwig';
import type { Network } from '../model/network.js';
import type { Parameters } from '../model/parameters.js';
import type { EncodedFeature } from '../preprocessing/cells.types.js';
import type { EncodedPart, TrainingSetMetadata } from '../preprocessing/dataset.js';
import type { EncodedTarget } from '../preprocessing/target.codec.js';
import { TrainingFailed } from '../training.errors.js';
import type { FeatureMetrics, PartMetrics } from '../training.types.js';
import type { Pause } from '../training/pause.js';
import { binaryMetrics } from './binary-metrics.js';
import { categoryMetrics } from './category-metrics.js';
import type { MetricValues, Predictions } from './evaluation.types.js';
import { numberMetrics } from './number-metrics.js';
import { scoreRows, toPredictions } from './predictions.js';

export type EvaluationInput = Readonly<{
  configuration: RenderedConfiguration;
  metadata: TrainingSetMetadata;
  part: EncodedPart;
  network: Network;
  parameters: Parameters;
  pause: Pause;
}>;

export type Evaluated = Readonly<{ metrics: FeatureMetrics; predictions: readonly Predictions[] }>;

/**
 * All metrics of one part. `loss` is the one trained on, in its scale and without penalties; other metrics are in raw
 * units. `inputs` stand in for the part's own where given, for example with one column permuted.
 */
export const evaluatePart = async (
  evaluation: EvaluationInput,
  inputs?: readonly EncodedFeature[],
): Promise<Evaluated> => {
  const { configuration, metadata, part, network } = evaluation;
  const scores = await scoreRows(evaluation, inputs ?? part.inputs, part.rowCount);
  const predictions = metadata.outputs.map((output, index) => toPredictions(output, scores[index] as Float32Array));
  const metrics: Record<string, MetricValues> = {};
  let combined = 0;
  configuration.output_features.forEach((output, index) => {
    const target = part.targets[index] as EncodedTarget;
    const { loss } = (network.losses[index] as Network['losses'][number])(scores[index] as Float32Array, target.values);
    combined += loss * output.loss.weight;
    metrics[output.name] = { loss: finite(loss), ...defined(measure(predictions[index] as Predictions, target)) };
  });
  return { metrics: { ...metrics, combined: { loss: finite(combined) } }, predictions };
};

const measure = (predictions: Predictions, { raw }: EncodedTarget): MetricValues => {
  switch (predictions.type) {
    case 'binary':
      return binaryMetrics(predictions.probabilities, raw);
    case 'category':
      return categoryMetrics(predictions.probabilities, predictions.classes, raw);
    case 'number':
      return numberMetrics(predictions.values, raw);
  }
};

/** JSON has no NaN or Infinity; both mean "undefined" here. */
const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
const defined = (metrics: MetricValues): MetricValues =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, finite(value)]));

/** Whether a higher validation metric is better. @throws TrainingFailed validation-metric-unknown */
export const directionOf = (
  outputs: readonly OutputFeature[],
  { validation_field: field, validation_metric: metric }: Trainer,
): boolean => {
  if (field === 'combined' && metric === 'loss') return false;
  const output = outputs.find(({ name }) => name === field);
  const known = output && metricsOf[output.type].find(({ name }) => name === metric);
  if (known !== undefined) return known.direction === 'maximize';
  throw new TrainingFailed(
    'validation-metric-unknown',
    `There is no metric "${metric}" of "${field}" to choose the best checkpoint by.`,
  );
};

/** The value that decides about the best checkpoint: of the validation part, or of the training part where that is empty. */
export const validationValue = (
  metrics: PartMetrics,
  { validation_field: field, validation_metric: metric }: Trainer,
): number | null => (metrics.validation ?? metrics.training)?.[field]?.[metric] ?? null;
