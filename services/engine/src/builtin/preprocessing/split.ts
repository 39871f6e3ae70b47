import type { Split } from '@daybook/ludwig';
import { seededRandom } from '../random/seeded-random.js';
import { stringHash } from '../random/string-hash.js';
import { TrainingFailed } from '../training.errors.js';
import type { Cells } from './cells.types.js';
import { EXPECTED_DATE, parseDate } from './date.codec.js';
import { parseNumber } from './number-range.js';
import { parseColumn } from './parse-column.js';
import { pickRows, type TableColumns } from './table-columns.js';

/** Row indices per part, each in the table's order. No row is in two parts. */
export type Parts = Readonly<{ training: readonly number[]; validation: readonly number[]; test: readonly number[] }>;
type Probabilities = readonly [number, number, number];

/** @throws TrainingFailed split-invalid, split-empty, cell-unreadable */
export const splitRows = (split: Split, table: TableColumns, rows: readonly number[], seed: number): Parts => {
  const parts = partsOf(split, table, rows, seed);
  if (parts.training.length === 0)
    throw new TrainingFailed('split-empty', `The split leaves no training row of ${rows.length}.`);
  const wanted = split.type === 'fixed' ? [1, 0, 0] : split.probabilities;
  if (parts.validation.length === 0 && (wanted[1] ?? 0) > 0)
    throw new TrainingFailed('too-few-rows', `${rows.length} rows are too few for a validation part of ${wanted[1]}.`);
  if (parts.test.length === 0 && (wanted[2] ?? 0) > 0)
    throw new TrainingFailed('too-few-rows', `${rows.length} rows are too few for a test part of ${wanted[2]}.`);
  return parts;
};

const partsOf = (split: Split, table: TableColumns, rows: readonly number[], seed: number): Parts => {
  switch (split.type) {
    case 'random':
      return inTableOrder(cut(shuffled(rows, seed, 'split'), split.probabilities));
    case 'stratify':
      return stratify(split.probabilities, pickRows(table.column(split.column), rows), rows, seed);
    case 'datetime':
      return cut(byDate(pickRows(table.column(split.column), rows), rows), split.probabilities);
    case 'hash':
      return byHash(split.probabilities, pickRows(table.column(split.column), rows), rows);
    case 'fixed':
      return byColumn(pickRows(table.column(split.column), rows), rows);
  }
};

const shuffled = (rows: readonly number[], seed: number, stream: string): readonly number[] =>
  Array.from(seededRandom(seed, stream).permutation(rows.length), (index) => rows[index] as number);

/** Largest remainders decide what a fraction of a row becomes, so that the sizes add up and a wanted part gets its share. */
const sizes = (count: number, probabilities: Probabilities): Probabilities => {
  const exact = probabilities.map((probability) => probability * count);
  const whole = exact.map(Math.floor);
  const order = [0, 1, 2].sort((a, b) => fraction(exact[b]) - fraction(exact[a]) || a - b);
  const rest = count - whole.reduce((sum, size) => sum + size, 0);
  for (const part of order.slice(0, rest)) whole[part] = (whole[part] as number) + 1;
  return whole as unknown as Probabilities;
};

const fraction = (value = 0): number => Number((value % 1).toFixed(9));

const cut = (rows: readonly number[], probabilities: Probabilities): Parts => {
  const [training, validation] = sizes(rows.length, probabilities);
  return {
    training: rows.slice(0, training),
    validation: rows.slice(training, training + validation),
    test: rows.slice(training + validation),
  };
};

const inTableOrder = ({ training, validation, test }: Parts): Parts => {
  const ordered = (rows: readonly number[]) => rows.toSorted((a, b) => a - b);
  return { training: ordered(training), validation: ordered(validation), test: ordered(test) };
};

const stratify = (probabilities: Probabilities, cells: Cells, rows: readonly number[], seed: number): Parts => {
  const strata = new Map<string, number[]>();
  rows.forEach((row, index) => {
    const value = cells.values[index] ?? '';
    const members = strata.get(value);
    if (members === undefined) strata.set(value, [row]);
    else members.push(row);
  });
  const cuts = [...strata].map(([value, members]) => cut(shuffled(members, seed, `split:${value}`), probabilities));
  return inTableOrder({
    training: cuts.flatMap((part) => part.training),
    validation: cuts.flatMap((part) => part.validation),
    test: cuts.flatMap((part) => part.test),
  });
};

/** Oldest rows train, newest test; equal times keep the table's order. */
const byDate = (cells: Cells, rows: readonly number[]): readonly number[] => {
  const times = parseColumn(cells, parseDate, EXPECTED_DATE).map((parts) => parts?.timeMs);
  if (times.includes(undefined))
    throw new TrainingFailed('split-invalid', `Split column "${cells.column}" has missing dates.`);
  return rows
    .map((row, index) => ({ row, time: times[index] as number }))
    .sort((a, b) => a.time - b.time)
    .map(({ row }) => row);
};

/** The part depends on the value alone, so that rows of one value stay together, also in later datasets. */
const byHash = ([training, validation]: Probabilities, cells: Cells, rows: readonly number[]): Parts => {
  const parts: { training: number[]; validation: number[]; test: number[] } = {
    training: [],
    validation: [],
    test: [],
  };
  rows.forEach((row, index) => {
    const point = stringHash(cells.values[index] ?? '') / 4294967296;
    parts[point < training ? 'training' : point < training + validation ? 'validation' : 'test'].push(row);
  });
  return parts;
};

const byColumn = (cells: Cells, rows: readonly number[]): Parts => {
  const marks = parseColumn(
    cells,
    (cell) => ([0, 1, 2].includes(parseNumber(cell) ?? -1) ? parseNumber(cell) : undefined),
    '0, 1 or 2',
  );
  if (marks.includes(null))
    throw new TrainingFailed('split-invalid', `Split column "${cells.column}" has missing cells.`);
  const part = (mark: number) => rows.filter((_, index) => marks[index] === mark);
  return { training: part(0), validation: part(1), test: part(2) };
};
