import type { RenderedConfiguration } from '@daybook/ludwig';
import { mostLikely } from '../evaluation/category-metrics.js';
import type { PartName, Predictions } from '../evaluation/evaluation.types.js';
import type { EncodedDataset, EncodedPart } from '../preprocessing/dataset.js';
import { thinPart } from '../preprocessing/part-rows.js';
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
  const predictions = input.predictions[output] as Predictions;
  const answers =
    predictions.type === 'category'
      ? mostLikely(predictions.probabilities, predictions.classes)
      : new Uint32Array(part.rowCount);
  return Array.from({ length: Math.min(EXAMPLES, part.rowCount) }, (_, row) => {
    const explanation = explainRowScore(input, part.inputs, row, output, answers[row] as number);
    const features = explanation.features.map((feature) =>
      feature.tokens ? { ...feature, tokens: feature.tokens.slice(0, EXAMPLE_TOKENS) } : feature,
    );
    return { rowNumber: part.rowNumbers[row] as number, ...explanation, features };
  });
};
