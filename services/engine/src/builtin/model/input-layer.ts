import type { EncodedFeature } from '../preprocessing/cells.types.js';
import type { NetworkPlan } from './network.plan.js';
import { valuesOf, type Parameters } from './parameters.js';

type Bag = Extract<EncodedFeature, { kind: 'bag' }>;

/**
 * The concatenated input vectors of the given rows, row after row. Embeddings are looked up here and not in the tensor
 * graph: a batch touches few rows of a table, and a dense product with the whole table would cost hundreds of times more.
 */
export const assembleInputs = (
  plan: NetworkPlan,
  parameters: Parameters,
  inputs: readonly EncodedFeature[],
  rows: Uint32Array,
): Float32Array => {
  const vectors = new Float32Array(rows.length * plan.width);
  plan.slots.forEach((slot, index) => {
    const feature = inputs[index] as EncodedFeature;
    const target = { vectors, stride: plan.width, rows, ...slot };
    if (feature.kind === 'dense') copyDense(target, feature.values);
    if (feature.kind === 'onehot') markIds(target, feature.ids);
    if (feature.kind !== 'bag' || slot.embedding === null) return;
    const table = valuesOf(parameters, slot.embedding.parameter);
    if (slot.embedding.reduce === 'max') maxBags(target, feature, table);
    else sumBags(target, feature, table);
  });
  return vectors;
};

type Target = Readonly<{ vectors: Float32Array; stride: number; rows: Uint32Array; offset: number; width: number }>;

const copyDense = ({ vectors, stride, rows, offset, width }: Target, values: Float32Array): void => {
  rows.forEach((row, position) => {
    for (let i = 0; i < width; i++) vectors[position * stride + offset + i] = values[row * width + i] as number;
  });
};

const markIds = ({ vectors, stride, rows, offset, width }: Target, ids: Uint32Array): void => {
  rows.forEach((row, position) => {
    const id = ids[row] as number;
    if (id < width) vectors[position * stride + offset + id] = 1;
  });
};

const sumBags = ({ vectors, stride, rows, offset, width }: Target, bag: Bag, table: Float32Array): void => {
  rows.forEach((row, position) => {
    const target = position * stride + offset;
    for (let entry = bag.offsets[row] as number; entry < (bag.offsets[row + 1] as number); entry++) {
      const [source, weight] = [(bag.ids[entry] as number) * width, bag.weights[entry] as number];
      for (let i = 0; i < width; i++) vectors[target + i]! += weight * (table[source + i] as number);
    }
  });
};

const maxBags = ({ vectors, stride, rows, offset, width }: Target, bag: Bag, table: Float32Array): void => {
  rows.forEach((row, position) => {
    for (let i = 0; i < width; i++) {
      const id = largest(bag, row, table, width, i);
      if (id !== undefined) vectors[position * stride + offset + i] = table[id * width + i] as number;
    }
  });
};

/** The id of the row's entry with the largest value in one dimension; undefined for an empty bag. */
export const largest = (
  bag: Bag,
  row: number,
  table: Float32Array,
  width: number,
  dimension: number,
): number | undefined => {
  let best: number | undefined;
  for (let entry = bag.offsets[row] as number; entry < (bag.offsets[row + 1] as number); entry++) {
    const id = bag.ids[entry] as number;
    if (best === undefined || (table[id * width + dimension] as number) > (table[best * width + dimension] as number))
      best = id;
  }
  return best;
};

/** Adds the gradients of the embedding tables, given those of the input vectors, to `gradients`. */
export const scatterGradients = (
  plan: NetworkPlan,
  parameters: Parameters,
  inputs: readonly EncodedFeature[],
  rows: Uint32Array,
  vectorGradients: Float32Array,
  gradients: ReadonlyMap<string, Float32Array>,
): void => {
  plan.slots.forEach(({ embedding, offset, width }, index) => {
    const bag = inputs[index] as EncodedFeature;
    if (embedding === null || bag.kind !== 'bag') return;
    const table = valuesOf(parameters, embedding.parameter);
    const gradient = gradients.get(embedding.parameter) as Float32Array;
    rows.forEach((row, position) => {
      const source = position * plan.width + offset;
      if (embedding.reduce === 'max') {
        for (let i = 0; i < width; i++) {
          const id = largest(bag, row, table, width, i);
          if (id !== undefined) gradient[id * width + i]! += vectorGradients[source + i] as number;
        }
        return;
      }
      for (let entry = bag.offsets[row] as number; entry < (bag.offsets[row + 1] as number); entry++) {
        const [target, weight] = [(bag.ids[entry] as number) * width, bag.weights[entry] as number];
        for (let i = 0; i < width; i++) gradient[target + i]! += weight * (vectorGradients[source + i] as number);
      }
    });
  });
};
