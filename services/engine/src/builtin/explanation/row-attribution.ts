import { assembleInputs, largest } from '../model/input-layer.js';
import { scoreAssembled, type Network } from '../model/network.js';
import { valuesOf, type Parameters } from '../model/parameters.js';
import type { EncodedFeature } from '../preprocessing/cells.types.js';
import type { TrainingSetMetadata } from '../preprocessing/dataset.js';
import type { OutputMetadata } from '../preprocessing/feature.codec.js';
import type { RowExplanation, ScoreUnit, TokenAttribution } from './explanation.types.js';
import { meanGradient, type Target } from './integrated-gradients.js';

export type Explained = Readonly<{
  network: Network;
  parameters: Parameters;
  metadata: TrainingSetMetadata;
  baseline: Float32Array;
}>;

/** The average input vector of the rows, with zeros, that is empty texts, in the place of texts. */
export const baselineVector = (
  network: Network,
  parameters: Parameters,
  metadata: TrainingSetMetadata,
  inputs: readonly EncodedFeature[],
  rows: Uint32Array,
): Float32Array => {
  const { width, slots } = network.plan;
  const vectors = assembleInputs(network.plan, parameters, inputs, rows);
  const baseline = new Float32Array(width);
  slots.forEach(({ offset, width: size }, index) => {
    if (metadata.inputs[index]?.type === 'text') return;
    for (let i = offset; i < offset + size; i++) {
      let sum = 0;
      for (let row = 0; row < rows.length; row++) sum += vectors[row * width + i] as number;
      baseline[i] = sum / rows.length;
    }
  });
  return baseline;
};

/** Explains one row's score for one label of one output; `label` is the class index, ignored for binary and number outputs. */
export const explainRowScore = (
  { network, parameters, metadata, baseline }: Explained,
  inputs: readonly EncodedFeature[],
  row: number,
  output: number,
  label: number,
): RowExplanation => {
  const outputMetadata = metadata.outputs[output] as OutputMetadata;
  const target: Target = { output, direction: directionOfScore(outputMetadata, label) };
  const vector = assembleInputs(network.plan, parameters, inputs, Uint32Array.of(row));
  const gradient = meanGradient(network, parameters, vector, baseline, target);
  const scoreOf = (from: Float32Array) =>
    (scoreAssembled(network, parameters, from)[output] as Float32Array).reduce(
      (sum, value, i) => sum + value * (target.direction[i] as number),
      0,
    );
  const features = network.plan.slots.map(({ name, offset, width, embedding }, index) => {
    let attribution = 0;
    for (let i = offset; i < offset + width; i++)
      attribution += (gradient[i] as number) * ((vector[i] as number) - (baseline[i] as number));
    const [input, feature] = [metadata.inputs[index], inputs[index]];
    if (input?.type !== 'text' || feature?.kind !== 'bag' || embedding === null) return { feature: name, attribution };
    const table = valuesOf(parameters, embedding.parameter);
    return {
      feature: name,
      attribution,
      tokens: tokenAttributions(feature, row, input.idx2str, {
        table,
        width,
        reduce: embedding.reduce,
        gradient: gradient.subarray(offset, offset + width),
      }),
    };
  });
  return {
    label: labelName(outputMetadata, label, network.plan.outputs[output]?.name ?? ''),
    score: scoreOf(vector),
    unit: unitOf(outputMetadata),
    baselineScore: scoreOf(baseline),
    features,
  };
};

const directionOfScore = (metadata: OutputMetadata, label: number): readonly number[] =>
  metadata.type === 'category'
    ? metadata.idx2str.map((_, index) => (index === label ? 1 : 0) - 1 / metadata.vocab_size)
    : [1];

const unitOf = (metadata: OutputMetadata): ScoreUnit => {
  if (metadata.type === 'binary') return { name: 'log-odds', size: null };
  if (metadata.type === 'category') return { name: 'logit above the mean of all classes', size: null };
  switch (metadata.normalization) {
    case 'minmax':
      return { name: 'range of the target', size: metadata.max - metadata.min };
    case 'log1p':
      return { name: 'standard deviation of log(1 + target)', size: metadata.std };
    case 'zscore':
      return { name: 'standard deviation of the target', size: metadata.std };
    case null:
      return { name: 'target', size: 1 };
  }
};

const labelName = (metadata: OutputMetadata, label: number, name: string): string => {
  if (metadata.type === 'category') return metadata.idx2str[label] ?? String(label);
  return metadata.type === 'binary' ? metadata.bool2str[1] : name;
};

type Table = Readonly<{ table: Float32Array; width: number; reduce: 'sum' | 'max'; gradient: Float32Array }>;

/** Splits the text's attribution among its tokens; exact, because the text's vector is made of the tokens' vectors. Largest first. */
const tokenAttributions = (
  bag: Extract<EncodedFeature, { kind: 'bag' }>,
  row: number,
  idx2str: readonly string[],
  { table, width, reduce, gradient }: Table,
): readonly TokenAttribution[] => {
  const found = new Map<number, number>();
  for (let entry = bag.offsets[row] as number; entry < (bag.offsets[row + 1] as number); entry++) {
    const [id, weight] = [bag.ids[entry] as number, bag.weights[entry] as number];
    let attribution = 0;
    for (let i = 0; i < width; i++) {
      if (reduce === 'sum' || largest(bag, row, table, width, i) === id)
        attribution += weight * (table[id * width + i] as number) * (gradient[i] as number);
    }
    found.set(id, attribution);
  }
  return [...found]
    .map(([id, attribution]) => ({ token: idx2str[id] ?? '', attribution }))
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution));
};
