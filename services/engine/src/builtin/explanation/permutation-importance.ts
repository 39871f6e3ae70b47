import type { OutputFeature, Trainer } from '@daybook/ludwig';
import { directionOf, evaluatePart, type EvaluationInput } from '../evaluation/part-evaluation.js';
import { reorderRows } from '../preprocessing/part-rows.js';
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
      const permuted = part.inputs.map((feature, i) => (i === index ? reorderRows(feature, order) : feature));
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
    : { binary: 'roc_auc', category: 'accuracy_micro', number: 'r2' }[output.type];

const spread = (values: readonly number[]): Readonly<{ importance: number; standardDeviation: number }> => {
  const importance = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - importance) ** 2, 0) / (values.length - 1);
  return { importance, standardDeviation: Math.sqrt(variance) };
};
