import { TrainingFailed } from '../training.errors.js';
import type { Cells } from './cells.types.js';
import { parseColumn } from './parse-column.js';

/** The largest number that a tensor can hold. */
export const LARGEST_NUMBER = 3.4028234663852886e38;
export const EXPECTED_RANGE = 'a number from -3.4e38 to 3.4e38, the range of 32 bits';

const MAX_NAMED = 3;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Plain decimal notation only; undefined for anything else, such as `1,5`, `12 kg` or `NaN`, and for what a double cannot hold. */
export const parseNumber = (cell: string): number | undefined => {
  const text = cell.trim();
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
};

export const isInRange = (value: number): boolean => Math.abs(value) <= LARGEST_NUMBER;

/** @throws TrainingFailed cell-unreadable, number-out-of-range */
export const parseNumbers = (cells: Cells): readonly (number | null)[] => {
  const parsed = parseColumn(cells, parseNumber, 'a number');
  refuseRows(cells, (row) => parsed[row] === null || isInRange(parsed[row] as number), 'do not fit 32 bits');
  return parsed;
};

/** Names the first rows that are not fit. @throws TrainingFailed number-out-of-range */
export const refuseRows = (cells: Cells, isFit: (row: number) => boolean, what: string): void => {
  const unfit = cells.values.flatMap((_, row) => (isFit(row) ? [] : [row]));
  if (unfit.length === 0) return;
  const named = unfit.slice(0, MAX_NAMED).map((row) => `row ${cells.rowNumbers[row]} (${cells.values[row] ?? 'filled'})`);
  const more = unfit.length > MAX_NAMED ? ` and ${unfit.length - MAX_NAMED} more` : '';
  throw new TrainingFailed(
    'number-out-of-range',
    `Column "${cells.column}" holds numbers that ${what}: ${named.join(', ')}${more}. Scale the column.`,
  );
};
