import { TrainingFailed } from '../training.errors.js';
import type { Cells } from './cells.types.js';

const MAX_NAMED = 3;

/**
 * Parses a whole column. Missing cells stay null; a cell that `parse` answers with undefined stops the run, because a
 * missing-value strategy stands in for absent values and not for wrong ones.
 * @throws TrainingFailed `cell-unreadable`, naming the first rows and values
 */
export const parseColumn = <T>(
  cells: Cells,
  parse: (cell: string) => T | undefined,
  expected: string,
): readonly (T | null)[] => {
  const unreadable: string[] = [];
  let count = 0;
  const parsed = cells.values.map((cell, index) => {
    if (cell === null) return null;
    const value = parse(cell);
    if (value !== undefined) return value;
    count++;
    if (unreadable.length < MAX_NAMED)
      unreadable.push(`row ${cells.rowNumbers[index]} (${JSON.stringify(cell.slice(0, 60))})`);
    return null;
  });
  if (count === 0) return parsed;
  const more = count > unreadable.length ? ` and ${count - unreadable.length} more` : '';
  throw new TrainingFailed(
    'cell-unreadable',
    `Column "${cells.column}": expected ${expected}, found ${unreadable.join(', ')}${more}. Rows count from 1 without the header.`,
  );
};

/** The value seen most often, ties broken by order of text; undefined in an empty column. */
export const mostFrequent = (values: readonly (string | null)[]): string | undefined => byFrequency(values)[0]?.[0];

/** Distinct values with their counts, most frequent first, ties in order of text so that it is reproducible. */
export const byFrequency = (values: Iterable<string | null>): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : a > b ? 1 : 0));
};
