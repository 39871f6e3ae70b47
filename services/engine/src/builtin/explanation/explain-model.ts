import type { RenderedConfiguration } from '@daybook/ludwig';
import { mostLikely } from '../evaluation/category-metrics.js';
import type { PartName, Predictions } from '../evaluation/evaluation.types.js';
import type { EncodedDataset, EncodedPart } from '../preprocessing/dataset.js';
import type { OutputMetadata } from '../preprocessing/feature.codec.js';
import { thinPart } from '../preprocessing/part-rows.js';
import type { EncodedTarget } from '../preprocessing/target.codec.js';
import type { Pause } from '../training/pause.js';
import type { ExplanationReport, OutputExplanation } from './explanation.types.js';
import { permutationImportance, REPEATS, type Importances } from './permutation-importance.js';
import { explainRowScore, type Explained } from './row-attribution.js';
import { globalTokens } from './token-explanation.js';

const IMPORTANCE_ROWS = 2000;
const EXAMPLES = 5;
const EXAMPLE_TOKENS = 30;

export type ExplainInput = Explained &
  Readonly<{
    configuration: RenderedConfiguration;
    dataset: EncodedDataset;
    part: PartName;
    predictions: readonly Predictions[];
    pause: Pause;
  }>;

/** Global importances and token attributions, and a few rows in detail, from rows that the model was not trained on. */
export const explainModel = async (input: ExplainInput): Promise<ExplanationReport> => {
  const { configuration, dataset, part: name, pause } = input;
  const part = thinPart(dataset[name], IMPORTANCE_ROWS);
  const importances = await permutationImportance({ ...input, part });
  const outputs: Record<string, OutputExplanation> = {};
  for (const [index, output] of configuration.output_features.entries()) {
    outputs[output.name] = {
      ...(importances[index] as Importances),
      tokens: await globalTokens(input, part, index, pause),
      examples: examples(input, part, index),
    };
  }
  return { part: name, rows: part.rowCount, repeats: REPEATS, outputs };
};

const examples = (input: ExplainInput, part: EncodedPart, output: number): OutputExplanation['examples'] => {
  const metadata = input.metadata.outputs[output] as OutputMetadata;
  const truths = (part.targets[output] as EncodedTarget).raw;
  // Predictions are of the whole part, of which only some rows are looked at here.
  const places = new Map(input.dataset[input.part].rowNumbers.map((rowNumber, place) => [rowNumber, place]));
  return Array.from({ length: Math.min(EXAMPLES, part.rowCount) }, (_, row) => {
    const rowNumber = part.rowNumbers[row] as number;
    const answer = answerOf(input.predictions[output] as Predictions, places.get(rowNumber) as number);
    const explanation = explainRowScore(input, part.inputs, row, output, answer);
    const features = explanation.features.map((feature) =>
      feature.tokens ? { ...feature, tokens: feature.tokens.slice(0, EXAMPLE_TOKENS) } : feature,
    );
    return { rowNumber, prediction: named(metadata, answer), truth: named(metadata, truths[row] as number), ...explanation, features };
  });
};

/** As targets are: 0 or 1, the class index, or the number. */
const answerOf = (predictions: Predictions, place: number): number => {
  switch (predictions.type) {
    case 'binary':
      return Number((predictions.probabilities[place] as number) >= 0.5);
    case 'category': {
      const { probabilities, classes } = predictions;
      return mostLikely(probabilities.subarray(place * classes, (place + 1) * classes), classes)[0] as number;
    }
    case 'number':
      return predictions.values[place] as number;
  }
};

const named = (metadata: OutputMetadata, value: number): string | number | boolean => {
  if (metadata.type === 'category') return metadata.idx2str[value] as string;
  return metadata.type === 'binary' ? value === 1 : value;
};
