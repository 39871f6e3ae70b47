import type { OutputFeature, Trainer } from '@daybook/ludwig';
import { directionOf, evaluatePart, type EvaluationInput } from '../evaluation/part-evaluation.js';
import type { EncodedFeature } from '../preprocessing/cells.types.js';
import { seededRandom } from '../random/seeded-random.js';
import type { FeatureMetrics } from '../training.types.js';
import type { FeatureImportance } from './explanation.types.js';

export const REPEATS = 5;

export type Importances = Readonly<{
  metric: string;
  intact: number | null;
  importances: readonly FeatureImportance[];
}>;

/** Importance of every input for every output, in order of the outputs: how much the metric suffers from shuffling it. */
export const permutationImportance = async (evaluation: EvaluationInput): Promise<readonly Importances[]> => {
  const { configuration, part } = evaluation;
  const { input_features: inputs, output_features: outputs, trainer, random_seed: seed } = configuration;
  const intact = (await evaluatePart(evaluation)).metrics;
  const shuffled: FeatureMetrics[][] = [];
  for (const [index, input] of inputs.entries()) {
    const repeats: FeatureMetrics[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const order = seededRandom(seed, 'importance', input.name, repeat).permutation(part.rowCount);
      const permuted = part.inputs.map((feature, i) => (i === index ? reorder(feature, order) : feature));
      repeats.push((await evaluatePart(evaluation, permuted)).metrics);
    }
    shuffled.push(repeats);
  }
  return outputs.map((output) => {
    const metric = metricFor(output, trainer);
    const value = (metrics: FeatureMetrics) => metrics[output.name]?.[metric] ?? null;
    const direction = directionOf(outputs, { ...trainer, validation_field: output.name, validation_metric: metric })
      ? 1
      : -1;
    const whole = value(intact);
    if (whole === null) return { metric, intact: null, importances: [] };
    const importances = inputs.map((input, index) => {
      const drops = (shuffled[index] ?? []).map((metrics) => direction * (whole - (value(metrics) ?? whole)));
      return { feature: input.name, ...spread(drops) };
    });
    return { metric, intact: whole, importances: importances.sort((a, b) => b.importance - a.importance) };
  });
};

/** The validation metric for the output that it belongs to; a fitting one for others. */
const metricFor = (output: OutputFeature, { validation_field, validation_metric }: Trainer): string =>
  validation_field === output.name
    ? validation_metric
    : { binary: 'roc_auc', category: 'accuracy', number: 'r2' }[output.type];

const spread = (values: readonly number[]): Readonly<{ importance: number; standardDeviation: number }> => {
  const importance = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - importance) ** 2, 0) / (values.length - 1);
  return { importance, standardDeviation: Math.sqrt(variance) };
};

/** The same values in another order of rows. */
export const reorder = (feature: EncodedFeature, order: Uint32Array): EncodedFeature => {
  if (feature.kind === 'dense') {
    const values = new Float32Array(order.length * feature.width);
    order.forEach((row, position) =>
      values.set(feature.values.subarray(row * feature.width, (row + 1) * feature.width), position * feature.width),
    );
    return { ...feature, values };
  }
  const entries = Array.from(
    order,
    (row) => [feature.offsets[row] as number, feature.offsets[row + 1] as number] as const,
  );
  const offsets = new Uint32Array(order.length + 1);
  entries.forEach(([from, to], position) => (offsets[position + 1] = (offsets[position] as number) + to - from));
  const [ids, weights] = [new Uint32Array(offsets.at(-1) ?? 0), new Float32Array(offsets.at(-1) ?? 0)];
  entries.forEach(([from, to], position) => {
    ids.set(feature.ids.subarray(from, to), offsets[position]);
    weights.set(feature.weights.subarray(from, to), offsets[position]);
  });
  return { ...feature, offsets, ids, weights };
};
