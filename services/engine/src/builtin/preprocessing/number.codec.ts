import type { NumberPreprocessing } from '@daybook/ludwig';
import { TrainingFailed } from '../training.errors.js';
import type { Cells, EncodedFeature } from './cells.types.js';
import { parseNumbers, refuseRows } from './number-range.js';
import { mostFrequent } from './parse-column.js';

/** `mean` and `std` (or `min` and `max`) describe the values after the logarithm where `normalization` is log1p. */
export type NumberMetadata = Readonly<{
  type: 'number';
  normalization: NumberPreprocessing['normalization'];
  mean: number;
  std: number;
  min: number;
  max: number;
  computed_fill_value: number | null;
  /** The training part had missing cells: a second input tells filled values from real ones. */
  missing_indicator: boolean;
}>;

/** Statistics of the training cells. @throws TrainingFailed cell-unreadable, column-empty, number-out-of-range, logarithm-undefined */
export const fitNumber = (preprocessing: NumberPreprocessing, cells: Cells): NumberMetadata => {
  const parsed = parseNumbers(cells);
  const present = parsed.filter((value) => value !== null);
  if (present.length === 0)
    throw new TrainingFailed('column-empty', `Column "${cells.column}" holds no value in the training rows.`);
  const { normalization } = preprocessing;
  const fill = fillValue(preprocessing, cells, present);
  const missing = present.length < parsed.length;
  const observed = missing && fill !== null ? parsed.map((value) => value ?? fill) : present;
  const values = normalization === 'log1p' ? observed.map((value) => logarithm(value, cells.column)) : observed;
  const mean = average(values);
  const std = Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
  const [min, max] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const metadata = { type: 'number', normalization, mean, std, min, max, computed_fill_value: fill, missing_indicator: missing } as const;
  refuseIndistinct(metadata, observed, cells.column);
  return metadata;
};

/** A spread that is too small to be told would pass for a constant, which a model learns at once. */
const refuseIndistinct = (metadata: NumberMetadata, observed: readonly number[], column: string): void => {
  if (metadata.min === metadata.max) return;
  const [low, high] = [observed.reduce((a, b) => Math.min(a, b)), observed.reduce((a, b) => Math.max(a, b))];
  if (Math.fround(normalizeNumber(metadata, low, column)) !== Math.fround(normalizeNumber(metadata, high, column))) return;
  throw new TrainingFailed(
    'number-out-of-range',
    `Column "${column}" holds numbers from ${low} to ${high}, which 32 bits cannot tell apart. Scale the column.`,
  );
};

const fillValue = (preprocessing: NumberPreprocessing, cells: Cells, present: readonly number[]): number | null => {
  switch (preprocessing.missing_value_strategy) {
    case 'drop_row':
      return null;
    case 'fill_with_const':
      return preprocessing.fill_value;
    case 'fill_with_mode':
      return Number(mostFrequent(cells.values));
    case 'fill_with_mean':
    case 'bfill':
    case 'ffill':
      return average(present);
    case 'fill_with_false':
      throw new TrainingFailed(
        'strategy-unfit',
        `Column "${cells.column}" holds numbers, which fill_with_false cannot fill.`,
      );
  }
};

/** Into the network's scale; constants become 0. @throws TrainingFailed logarithm-undefined */
export const normalizeNumber = (metadata: NumberMetadata, value: number, column: string): number => {
  if (metadata.normalization === null) return value;
  const scaled = metadata.normalization === 'log1p' ? logarithm(value, column) : value;
  if (metadata.normalization === 'minmax')
    return metadata.max > metadata.min ? (scaled - metadata.min) / (metadata.max - metadata.min) : 0;
  return metadata.std > 0 ? (scaled - metadata.mean) / metadata.std : 0;
};

/** Back from the network's scale. */
export const denormalizeNumber = (metadata: NumberMetadata, value: number): number => {
  if (metadata.normalization === null) return value;
  if (metadata.normalization === 'minmax') return metadata.min + value * (metadata.max - metadata.min);
  const scaled = metadata.mean + value * metadata.std;
  return metadata.normalization === 'log1p' ? Math.expm1(scaled) : scaled;
};

export const encodeNumber = (metadata: NumberMetadata, cells: Cells): EncodedFeature => {
  const parsed = parseNumbers(cells);
  const width = metadata.missing_indicator ? 2 : 1;
  const values = new Float32Array(parsed.length * width);
  parsed.forEach((value, row) => {
    values[row * width] = normalizeNumber(metadata, value ?? metadata.computed_fill_value ?? 0, cells.column);
    if (width === 2 && value === null) values[row * width + 1] = 1;
  });
  refuseRows(cells, (row) => Number.isFinite(values[row * width]), 'do not fit 32 bits when normalised');
  return { kind: 'dense', width, values };
};

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const logarithm = (value: number, column: string): number => {
  if (value > -1) return Math.log1p(value);
  throw new TrainingFailed(
    'logarithm-undefined',
    `Column "${column}" holds ${value}; log1p needs values above -1. Use zscore or minmax.`,
  );
};
