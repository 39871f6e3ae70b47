import { TrainingFailed } from '../training.errors.js';
import { parseBinary } from './binary.codec.js';
import { categoryIndex } from './category.codec.js';
import type { Cells } from './cells.types.js';
import type { OutputMetadata } from './feature.codec.js';
import { normalizeNumber } from './number.codec.js';
import { parseNumbers, refuseRows } from './number-range.js';
import { parseColumn } from './parse-column.js';

/**
 * A target as training sees it, one value per row: 0 or 1, the class index, or the normalised number.
 * `raw` holds numbers in the column's own unit and equals `values` for the other types.
 */
export type EncodedTarget = Readonly<{ values: Float32Array; raw: Float64Array }>;

export const encodeTarget = (metadata: OutputMetadata, cells: Cells): EncodedTarget => {
  const raw = Float64Array.from(rawValues(metadata, cells));
  const values =
    metadata.type === 'number'
      ? Float32Array.from(raw, (value) => normalizeNumber(metadata, value, cells.column))
      : Float32Array.from(raw);
  refuseRows(cells, (row) => Number.isFinite(values[row]), 'do not fit 32 bits when normalised');
  return { values, raw };
};

const rawValues = (metadata: OutputMetadata, cells: Cells): readonly number[] => {
  const present = (value: number | boolean | null): number => {
    if (value === null)
      throw new TrainingFailed(
        'column-empty',
        `Target column "${cells.column}" has missing cells that its strategy does not fill.`,
      );
    return Number(value);
  };
  switch (metadata.type) {
    case 'binary':
      return parseColumn(cells, parseBinary(metadata), metadata.bool2str.join(' or ')).map((value) =>
        present(value ?? metadata.computed_fill_value),
      );
    case 'category':
      return parseColumn(cells, categoryIndex(metadata), 'a known class').map(present);
    case 'number':
      return parseNumbers(cells).map((value) => present(value ?? metadata.computed_fill_value));
  }
};
