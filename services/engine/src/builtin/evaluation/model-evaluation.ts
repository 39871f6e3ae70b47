import type { OutputMetadata } from '../preprocessing/feature.codec.js';
import type { EncodedPart, EncodedDataset } from '../preprocessing/dataset.js';
import type { LearningProgress } from '../training/learning-progress.js';
import { mostLikely } from './category-metrics.js';
import { classificationStatistics, confusionMatrix } from './confusion-statistics.js';
import type {
  ClassificationStatistics,
  EvaluationReport,
  PartEvaluation,
  PartName,
  Predictions,
} from './evaluation.types.js';
import { evaluatePart, type Evaluated, type EvaluationInput } from './part-evaluation.js';

export type ModelEvaluation = Readonly<{
  report: EvaluationReport;
  predictions: Readonly<Partial<Record<PartName, readonly Predictions[]>>>;
}>;

/** Full metrics of all parts with the best parameters. */
export const evaluateModel = async (
  input: Omit<EvaluationInput, 'part' | 'metadata'>,
  dataset: EncodedDataset,
  progress: LearningProgress,
): Promise<ModelEvaluation> => {
  const parts: { [part in PartName]?: PartEvaluation } = {};
  const predictions: { [part in PartName]?: readonly Predictions[] } = {};
  for (const name of ['training', 'validation', 'test'] as const) {
    const part = dataset[name];
    if (part.rowCount === 0) continue;
    const evaluated = await evaluatePart({ ...input, part, metadata: dataset.metadata });
    parts[name] = {
      rows: part.rowCount,
      metrics: evaluated.metrics,
      statistics: statisticsOf(input, dataset, part, evaluated),
    };
    predictions[name] = evaluated.predictions;
  }
  const { validation_field, validation_metric } = input.configuration.trainer;
  return {
    report: {
      bestEpoch: progress.best?.epoch ?? progress.epoch,
      bestValue: progress.best?.value ?? null,
      validationField: validation_field,
      validationMetric: validation_metric,
      parts,
    },
    predictions,
  };
};

const statisticsOf = (
  { configuration }: Pick<EvaluationInput, 'configuration'>,
  { metadata }: EncodedDataset,
  part: EncodedPart,
  { predictions }: Evaluated,
) => {
  const statistics: Record<string, ClassificationStatistics> = {};
  configuration.output_features.forEach(({ name }, index) => {
    const found = outputStatistics(
      metadata.outputs[index] as OutputMetadata,
      predictions[index] as Predictions,
      part.targets[index]?.raw ?? new Float64Array(),
    );
    if (found !== null) statistics[name] = found;
  });
  return statistics;
};

const outputStatistics = (
  metadata: OutputMetadata,
  predictions: Predictions,
  truths: Float64Array,
): ClassificationStatistics | null => {
  if (predictions.type === 'binary' && metadata.type === 'binary') {
    return classificationStatistics(
      metadata.bool2str,
      confusionMatrix(
        truths,
        Array.from(predictions.probabilities, (p) => Number(p >= 0.5)),
        2,
      ),
    );
  }
  if (predictions.type === 'category' && metadata.type === 'category') {
    return classificationStatistics(
      metadata.idx2str,
      confusionMatrix(truths, mostLikely(predictions.probabilities, predictions.classes), predictions.classes),
    );
  }
  return null;
};
