import type { BinaryPreprocessing } from '@daybook/ludwig';
import { TrainingFailed } from '../training.errors.js';
import type { Cells, EncodedFeature } from './cells.types.js';
import { byFrequency, mostFrequent, parseColumn } from './parse-column.js';

export type BinaryMetadata = Readonly<{
  type: 'binary';
  /** The labels of false and true as the column writes them. */
  bool2str: readonly [string, string];
  str2bool: Readonly<Record<string, boolean>>;
  computed_fill_value: boolean | null;
}>;

const TRUE = new Set(['true', 't', 'yes', 'y', '1', '1.0']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0', '0.0']);

/**
 * Labels are read from the whole column, so that no part can hold a third one; the fill value from the training rows.
 * @throws TrainingFailed column-not-binary, strategy-unfit
 */
export const fitBinary = (preprocessing: BinaryPreprocessing, all: Cells, training: Cells): BinaryMetadata => {
  const labels = byFrequency(all.values.map((cell) => cell?.trim() ?? null)).map(([label]) => label);
  const str2bool = conventional(labels) ?? declared(labels, preprocessing.fallback_true_label, all.column);
  const labelOf = (truth: boolean) => labels.find((label) => str2bool[label] === truth) ?? String(truth);
  return {
    type: 'binary',
    bool2str: [labelOf(false), labelOf(true)],
    str2bool,
    computed_fill_value: fillValue(preprocessing, training, str2bool),
  };
};

const conventional = (labels: readonly string[]): Record<string, boolean> | undefined => {
  const known = labels.every((label) => TRUE.has(label.toLowerCase()) || FALSE.has(label.toLowerCase()));
  return known ? Object.fromEntries(labels.map((label) => [label, TRUE.has(label.toLowerCase())])) : undefined;
};

const declared = (labels: readonly string[], trueLabel: string | null, column: string): Record<string, boolean> => {
  const found = labels
    .slice(0, 5)
    .map((label) => JSON.stringify(label))
    .join(', ');
  if (labels.length > 2)
    throw new TrainingFailed(
      'column-not-binary',
      `Column "${column}" is declared binary and holds ${labels.length} values: ${found}${labels.length > 5 ? ', …' : ''}.`,
    );
  const positive = trueLabel ?? [...labels].sort().at(-1);
  if (!labels.includes(positive as string))
    throw new TrainingFailed(
      'column-not-binary',
      `Column "${column}": fallback_true_label ${JSON.stringify(trueLabel)} is none of its values ${found}.`,
    );
  return Object.fromEntries(labels.map((label) => [label, label === positive]));
};

const fillValue = (
  preprocessing: BinaryPreprocessing,
  cells: Cells,
  str2bool: Record<string, boolean>,
): boolean | null => {
  switch (preprocessing.missing_value_strategy) {
    case 'drop_row':
      return null;
    case 'fill_with_const':
      return preprocessing.fill_value ?? false;
    case 'fill_with_false':
      return false;
    case 'fill_with_mode':
    case 'bfill':
    case 'ffill':
      return str2bool[mostFrequent(cells.values)?.trim() ?? ''] ?? false;
    case 'fill_with_mean':
      throw new TrainingFailed(
        'strategy-unfit',
        `Column "${cells.column}" is binary, which fill_with_mean cannot fill.`,
      );
  }
};

/** Whether the column writes booleans in a common way, so that nobody has to say which label is true. */
export const isConventional = ({ bool2str }: BinaryMetadata): boolean =>
  bool2str.every((label) => TRUE.has(label.toLowerCase()) || FALSE.has(label.toLowerCase()));

/** The column's own labels, or any conventional boolean where the column writes conventional ones. */
export const parseBinary =
  (metadata: BinaryMetadata) =>
  (cell: string): boolean | undefined => {
    const text = cell.trim();
    if (Object.hasOwn(metadata.str2bool, text)) return metadata.str2bool[text];
    if (!isConventional(metadata)) return undefined;
    return TRUE.has(text.toLowerCase()) ? true : FALSE.has(text.toLowerCase()) ? false : undefined;
  };

export const encodeBinary = (metadata: BinaryMetadata, cells: Cells): EncodedFeature => {
  const parsed = parseColumn(cells, parseBinary(metadata), `${metadata.bool2str.join(' or ')}`);
  return {
    kind: 'dense',
    width: 1,
    values: Float32Array.from(parsed, (value) => Number(value ?? metadata.computed_fill_value ?? false)),
  };
};
