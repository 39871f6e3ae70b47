import type { RenderedConfiguration } from '@daybook/ludwig';
import type { ClassificationStatistics, PartName, Predictions } from '../evaluation/evaluation.types.js';
import type { ModelEvaluation } from '../evaluation/model-evaluation.js';
import type { EncodedDataset } from '../preprocessing/dataset.js';
import { binaryVisualizations, categoryVisualizations, numberVisualizations } from './output-visualizations.js';
import type { OutputVisualizations, VisualizationReport } from './visualization.types.js';

/** The part furthest from training that has rows. */
export const shownPart = (dataset: EncodedDataset): PartName =>
  (['test', 'validation'] as const).find((name) => dataset[name].rowCount > 0) ?? 'training';

export const visualizeModel = (
  configuration: RenderedConfiguration,
  dataset: EncodedDataset,
  { report, predictions }: ModelEvaluation,
): VisualizationReport => {
  const part = shownPart(dataset);
  const outputs = configuration.output_features.map(({ name }, index) => {
    const answers = predictions[part]?.[index] as Predictions;
    const truths = dataset[part].targets[index]?.raw ?? new Float64Array();
    return [name, visualize(answers, truths, report.parts[part]?.statistics[name])] as const;
  });
  return {
    part,
    rows: dataset[part].rowCount,
    learning_curves: { source: 'history', href: 'learning-curves' },
    outputs: Object.fromEntries(outputs),
  };
};

const visualize = (
  predictions: Predictions,
  truths: Float64Array,
  statistics: ClassificationStatistics | undefined,
): OutputVisualizations => {
  switch (predictions.type) {
    case 'binary':
      return binaryVisualizations(predictions.probabilities, truths, statistics as ClassificationStatistics);
    case 'category':
      return categoryVisualizations(predictions, truths, statistics as ClassificationStatistics);
    case 'number':
      return numberVisualizations(predictions.values, truths);
  }
};
