import type { InputFeature } from '@daybook/ludwig';
import { parseBinary } from '../preprocessing/binary.codec.js';
import { categoryIndex } from '../preprocessing/category.codec.js';
import type { Cells } from '../preprocessing/cells.types.js';
import { EXPECTED_DATE, parseDate } from '../preprocessing/date.codec.js';
import type { InputMetadata } from '../preprocessing/feature.codec.js';
import { normalizeNumber, type NumberMetadata } from '../preprocessing/number.codec.js';
import { EXPECTED_RANGE, isInRange, parseNumber } from '../preprocessing/number-range.js';
import type { RowProblem } from './invalid-rows.error.js';

export type InputRow = Readonly<Record<string, unknown>>;
/** A value that the model has never seen and takes as `<UNK>`. */
export type PredictionWarning = Readonly<{ row: number; field: string; value: string; message: string }>;
export type ReadInputs = Readonly<{
  cells: readonly Cells[];
  problems: readonly RowProblem[];
  warnings: readonly PredictionWarning[];
}>;

/**
 * Brings JSON rows into the cells that training read, so that one encoder serves both. A column that is not there is a
 * problem; null (or `''`) is one only where the feature drops rows with missing cells.
 */
export const readInputs = (
  features: readonly InputFeature[],
  metadata: readonly InputMetadata[],
  rows: readonly InputRow[],
): ReadInputs => {
  const problems: RowProblem[] = [];
  const warnings: PredictionWarning[] = [];
  const rowNumbers = rows.map((_, index) => index + 1);
  const cells = features.map((feature, index): Cells => {
    const kind = cellReader(metadata[index] as InputMetadata);
    const values = rows.map((inputRow, row) => {
      const field = feature.column;
      if (!Object.hasOwn(inputRow, field))
        return refuse(problems, { row, field, expected: kind.expected, found: 'no such field' });
      const value = inputRow[field];
      if (value === null || value === '') {
        if (feature.preprocessing.missing_value_strategy !== 'drop_row') return null;
        return refuse(problems, {
          row,
          field,
          expected: `${kind.expected}, as missing values are not filled`,
          found: 'null',
        });
      }
      const cell = kind.accepts.includes(typeof value) ? String(value) : undefined;
      if (cell === undefined || value === Infinity || value === -Infinity || !kind.reads(cell))
        return refuse(problems, { row, field, expected: kind.expected, found: described(value) });
      if (kind.fits && !kind.fits(cell))
        return refuse(problems, { row, field, expected: EXPECTED_RANGE, found: described(value) });
      if (kind.knows && !kind.knows(cell))
        warnings.push({ row, field, value: cell, message: 'unknown category, taken as <UNK>' });
      return cell;
    });
    return { column: feature.column, values, rowNumbers };
  });
  return { cells, problems: problems.toSorted((a, b) => a.row - b.row), warnings };
};

type CellReader = Readonly<{
  accepts: readonly string[];
  expected: string;
  reads(cell: string): boolean;
  /** Whether the network can hold the number that was read. */
  fits?(cell: string): boolean;
  knows?(cell: string): boolean;
}>;

const cellReader = (metadata: InputMetadata): CellReader => {
  switch (metadata.type) {
    case 'binary':
      return {
        accepts: ['boolean', 'string', 'number'],
        expected: `a boolean (${metadata.bool2str.join(' or ')})`,
        reads: (cell) => parseBinary(metadata)(cell) !== undefined,
      };
    case 'category': {
      const indexOf = categoryIndex(metadata);
      return {
        accepts: ['string', 'number', 'boolean'],
        expected: 'a category',
        reads: () => true,
        knows: (cell) => indexOf(cell) !== undefined,
      };
    }
    case 'number':
      return metadata.normalization === 'log1p'
        ? {
            accepts: ['number', 'string'],
            expected: 'a number above -1',
            reads: (cell) => (parseNumber(cell) ?? -1) > -1,
            fits: (cell) => fitsNetwork(metadata, cell),
          }
        : {
            accepts: ['number', 'string'],
            expected: 'a number',
            reads: (cell) => parseNumber(cell) !== undefined,
            fits: (cell) => fitsNetwork(metadata, cell),
          };
    case 'text':
      return { accepts: ['string'], expected: 'a text', reads: () => true };
    case 'date':
      return { accepts: ['string'], expected: EXPECTED_DATE, reads: (cell) => parseDate(cell) !== undefined };
  }
};

const fitsNetwork = (metadata: NumberMetadata, cell: string): boolean => {
  const value = parseNumber(cell) as number;
  return isInRange(value) && isInRange(normalizeNumber(metadata, value, ''));
};

const refuse = (problems: RowProblem[], problem: RowProblem): null => {
  problems.push(problem);
  return null;
};

const MAX_SHOWN = 80;

const described = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_SHOWN));
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' || typeof value === 'function' ? 'an object' : `${typeof value} ${String(value)}`;
};
