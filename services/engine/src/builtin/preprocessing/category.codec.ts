import type { CategoryPreprocessing } from '@daybook/ludwig';
import { TrainingFailed } from '../training.errors.js';
import type { Cells, EncodedFeature } from './cells.types.js';
import { byFrequency, mostFrequent } from './parse-column.js';

export const UNKNOWN = '<UNK>';
const NO_MARK = 0xffffffff;

export type CategoryMetadata = Readonly<{
  type: 'category';
  /** Inputs: `<UNK>` first, then by falling frequency. Outputs: the classes by falling frequency, without `<UNK>`. */
  idx2str: readonly string[];
  str2freq: Readonly<Record<string, number>>;
  vocab_size: number;
  lowercase: boolean;
  computed_fill_value: string | null;
  /** Some training cell was taken as `<UNK>`, so that its weights are learned. */
  unknown_trained: boolean;
  encoder: 'dense' | 'onehot';
}>;

export const fitCategory = (
  preprocessing: CategoryPreprocessing,
  encoder: CategoryMetadata['encoder'],
  cells: Cells,
): CategoryMetadata => {
  const values = cells.values.map((cell) => (cell === null ? null : labelOf(cell, preprocessing.lowercase)));
  const fill = fillValue(preprocessing, cells.column, values);
  const kept = byFrequency(values.map((value) => value ?? fill))
    .filter(([value]) => value !== UNKNOWN)
    .slice(0, preprocessing.most_common);
  const idx2str = [UNKNOWN, ...kept.map(([value]) => value)];
  const known = new Set(idx2str.slice(1));
  return {
    type: 'category',
    idx2str,
    str2freq: Object.fromEntries(kept),
    vocab_size: idx2str.length,
    lowercase: preprocessing.lowercase,
    computed_fill_value: fill,
    unknown_trained: values.some((value) => !known.has(value ?? fill ?? UNKNOWN)),
    encoder,
  };
};

/**
 * The classes of an output. They come from all parts, not from the training part alone: a class that only the test
 * rows hold has to count as an error there, not vanish. Counts are those of the training rows.
 */
export const fitClasses = (preprocessing: CategoryPreprocessing, all: Cells, training: Cells): CategoryMetadata => {
  const label = (cell: string | null) => (cell === null ? null : labelOf(cell, preprocessing.lowercase));
  const counts = new Map(byFrequency(training.values.map(label)));
  if (counts.size < 2)
    throw new TrainingFailed(
      'target-constant',
      `Target column "${all.column}" holds ${counts.size === 1 ? 'one class' : 'no value'} in the training rows; two are needed.`,
    );
  const unseen = byFrequency(all.values.map(label))
    .map(([value]) => value)
    .filter((value) => !counts.has(value));
  const idx2str = [...counts.keys(), ...unseen];
  return {
    type: 'category',
    idx2str,
    str2freq: Object.fromEntries(counts),
    vocab_size: idx2str.length,
    lowercase: preprocessing.lowercase,
    computed_fill_value: null,
    unknown_trained: false,
    encoder: 'onehot',
  };
};

const fillValue = (
  preprocessing: CategoryPreprocessing,
  column: string,
  values: readonly (string | null)[],
): string | null => {
  switch (preprocessing.missing_value_strategy) {
    case 'drop_row':
      return null;
    case 'fill_with_const':
      return labelOf(preprocessing.fill_value, preprocessing.lowercase && preprocessing.fill_value !== UNKNOWN);
    case 'fill_with_mode':
    case 'bfill':
    case 'ffill':
      return mostFrequent(values) ?? UNKNOWN;
    case 'fill_with_mean':
    case 'fill_with_false':
      throw new TrainingFailed(
        'strategy-unfit',
        `Column "${column}" holds categories, which ${preprocessing.missing_value_strategy} cannot fill.`,
      );
  }
};

export const labelOf = (cell: string, lowercase: boolean): string => (lowercase ? cell.trim().toLowerCase() : cell.trim());

/** Index by label; built once per column. */
export const categoryIndex = (metadata: CategoryMetadata): ((cell: string) => number | undefined) => {
  const indices = new Map(metadata.idx2str.map((value, index) => [value, index]));
  return (cell) => indices.get(cell === UNKNOWN ? cell : labelOf(cell, metadata.lowercase));
};

export const encodeCategory = (metadata: CategoryMetadata, cells: Cells): EncodedFeature => {
  const indexOf = categoryIndex(metadata);
  const rows = cells.values.length;
  const ids = Uint32Array.from(cells.values, (cell) => indexOf(cell ?? metadata.computed_fill_value ?? UNKNOWN) ?? 0);
  if (metadata.encoder === 'dense') {
    const offsets = Uint32Array.from({ length: rows + 1 }, (_, row) => row);
    return { kind: 'bag', size: metadata.vocab_size, offsets, ids, weights: new Float32Array(rows).fill(1) };
  }
  // Weights of a position that no training row had are random; an unknown value must not pick them up.
  const marks = metadata.unknown_trained ? ids : ids.map((id) => (id === 0 ? NO_MARK : id));
  return { kind: 'onehot', size: metadata.vocab_size, ids: marks };
};
