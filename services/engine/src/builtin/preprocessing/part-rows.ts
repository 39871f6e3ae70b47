import type { EncodedFeature } from './cells.types.js';
import type { EncodedPart } from './dataset.js';

/** At most `limit` rows of a part, taken at even distances; the same ones every time. */
export const thinPart = (part: EncodedPart, limit: number): EncodedPart => {
  if (part.rowCount <= limit) return part;
  const rows = Uint32Array.from({ length: limit }, (_, index) => Math.floor((index * part.rowCount) / limit));
  return {
    rowCount: limit,
    rowNumbers: Array.from(rows, (row) => part.rowNumbers[row] as number),
    inputs: part.inputs.map((feature) => reorderRows(feature, rows)),
    targets: part.targets.map(({ values, raw }) => ({
      values: Float32Array.from(rows, (row) => values[row] as number),
      raw: Float64Array.from(rows, (row) => raw[row] as number),
    })),
  };
};

/** A feature's values for the given rows, in their order. */
export const reorderRows = (feature: EncodedFeature, rows: Uint32Array): EncodedFeature => {
  switch (feature.kind) {
    case 'dense':
      return { ...feature, values: denseRows(feature, rows) };
    case 'onehot':
      return { ...feature, ids: Uint32Array.from(rows, (row) => feature.ids[row] as number) };
    case 'bag':
      return bagRows(feature, rows);
  }
};

type Dense = Extract<EncodedFeature, { kind: 'dense' }>;
type Bag = Extract<EncodedFeature, { kind: 'bag' }>;

const denseRows = ({ width, values }: Dense, rows: Uint32Array): Float32Array => {
  const reordered = new Float32Array(rows.length * width);
  rows.forEach((row, position) => reordered.set(values.subarray(row * width, (row + 1) * width), position * width));
  return reordered;
};

const bagRows = (bag: Bag, rows: Uint32Array): Bag => {
  const ranges = Array.from(rows, (row) => [bag.offsets[row] as number, bag.offsets[row + 1] as number] as const);
  const offsets = new Uint32Array(rows.length + 1);
  ranges.forEach(([from, to], position) => (offsets[position + 1] = (offsets[position] as number) + to - from));
  const [ids, weights] = [new Uint32Array(offsets.at(-1) ?? 0), new Float32Array(offsets.at(-1) ?? 0)];
  ranges.forEach(([from, to], position) => {
    ids.set(bag.ids.subarray(from, to), offsets[position]);
    weights.set(bag.weights.subarray(from, to), offsets[position]);
  });
  return { ...bag, offsets, ids, weights };
};
