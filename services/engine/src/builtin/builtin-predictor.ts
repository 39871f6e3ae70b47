import type { RenderedConfiguration } from '@daybook/ludwig';
import { mostLikely } from './evaluation/category-metrics.js';
import { toPredictions } from './evaluation/predictions.js';
import type { Predictions } from './evaluation/evaluation.types.js';
import type { RowExplanation } from './explanation/explanation.types.js';
import { explainRowScore } from './explanation/row-attribution.js';
import { readModelFile } from './format/model-file.js';
import { buildNetwork, score } from './model/network.js';
import { startTensorBackend } from './model/tensor-backend.js';
import { encodeFeature, type InputMetadata, type OutputMetadata } from './preprocessing/feature.codec.js';
import { readInputs, type InputRow, type PredictionWarning } from './prediction/input-cells.js';
import { refuseNonFinite } from './prediction/finite-answers.js';
import { InvalidRows } from './prediction/invalid-rows.error.js';

/** `probability` is that of the answer; `probabilities` by class, or by the labels of false and true. Numbers are in raw units. */
export type Prediction = Readonly<{
  prediction: string | number | boolean;
  probability?: number;
  probabilities?: Readonly<Record<string, number>>;
}>;
export type RowPrediction = Readonly<Record<string, Prediction>>;
export type PredictionResult = Readonly<{
  predictions: readonly RowPrediction[];
  warnings: readonly PredictionWarning[];
}>;

export type Predictor = Readonly<{
  configuration: RenderedConfiguration;
  /** One answer per row, in order; fields are named by the input features' columns, others are ignored. @throws InvalidRows */
  predict(rows: readonly InputRow[]): PredictionResult;
  /** Why each output answers as it does for one row, by output. @throws InvalidRows */
  explainRow(row: InputRow): Readonly<Record<string, RowExplanation>>;
}>;

/** Opens a model file written by `runTraining`. @throws ModelFileCorrupt */
export const loadPredictor = async (model: Uint8Array): Promise<Predictor> => {
  const stored = readModelFile(model);
  await startTensorBackend();
  const { configuration, metadata, parameters } = stored;
  const network = buildNetwork(configuration, metadata);

  const encode = (rows: readonly InputRow[]) => {
    const { cells, problems, warnings } = readInputs(configuration.input_features, metadata.inputs, rows);
    if (problems.length > 0) throw new InvalidRows(problems);
    return {
      warnings,
      inputs: cells.map((column, index) => encodeFeature(metadata.inputs[index] as InputMetadata, column)),
    };
  };
  const answer = (inputs: ReturnType<typeof encode>['inputs'], rowCount: number): readonly Predictions[] => {
    const scores = score(
      network,
      parameters,
      inputs,
      Uint32Array.from({ length: rowCount }, (_, row) => row),
    );
    const answers = metadata.outputs.map((output, index) => toPredictions(output, scores[index] as Float32Array));
    refuseNonFinite(configuration, answers, rowCount);
    return answers;
  };

  return {
    configuration,
    predict: (rows) => {
      if (rows.length === 0) return { predictions: [], warnings: [] };
      const { inputs, warnings } = encode(rows);
      const answers = answer(inputs, rows.length);
      const predictions = rows.map((_, row) =>
        Object.fromEntries(
          configuration.output_features.map(({ name }, index) => [
            name,
            predictionOf(metadata.outputs[index] as OutputMetadata, answers[index] as Predictions, row),
          ]),
        ),
      );
      return { predictions, warnings };
    },
    explainRow: (row) => {
      const { inputs } = encode([row]);
      const answers = answer(inputs, 1);
      return Object.fromEntries(
        configuration.output_features.map(({ name }, index) => {
          const answered = answers[index] as Predictions;
          const label =
            answered.type === 'category' ? (mostLikely(answered.probabilities, answered.classes)[0] as number) : 0;
          return [name, explainRowScore({ ...stored, network }, inputs, 0, index, label)];
        }),
      );
    },
  };
};

const predictionOf = (metadata: OutputMetadata, answers: Predictions, row: number): Prediction => {
  if (answers.type === 'number') return { prediction: answers.values[row] as number };
  if (answers.type === 'binary' && metadata.type === 'binary') {
    const probability = answers.probabilities[row] as number;
    const [no, yes] = metadata.bool2str;
    return {
      prediction: probability >= 0.5,
      probability: Math.max(probability, 1 - probability),
      probabilities: { [no]: 1 - probability, [yes]: probability },
    };
  }
  if (answers.type === 'category' && metadata.type === 'category') {
    const own = answers.probabilities.subarray(row * answers.classes, (row + 1) * answers.classes);
    const best = mostLikely(own, answers.classes)[0] as number;
    const probabilities = Object.fromEntries(metadata.idx2str.map((label, index) => [label, own[index] as number]));
    return { prediction: metadata.idx2str[best] as string, probability: own[best] as number, probabilities };
  }
  throw new TypeError(`Answers of type ${answers.type} for an output of type ${metadata.type}`);
};
