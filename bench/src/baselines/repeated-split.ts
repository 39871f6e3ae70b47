import { createHash } from 'node:crypto';

export type Table = Readonly<{ columns: readonly string[]; rows: readonly (readonly string[])[] }>;

export const SPLIT_COLUMN = 'split';
const TEST_SHARE = 0.2;
/** Of the other four fifths, for choosing the best epoch. */
const VALIDATION_SHARE = 0.1;

/** Adds a column that a `fixed` split reads: a fifth of the rows tests, drawn by seed, if wanted within each target value. */
export const withSplitColumn = ({ columns, rows }: Table, target: string, stratified: boolean, seed: number): Table => {
  const index = columns.indexOf(target);
  const groups = new Map<string, number[]>();
  rows.forEach((row, position) => {
    const group = stratified ? (row[index] ?? '') : '';
    groups.set(group, [...(groups.get(group) ?? []), position]);
  });
  const parts = new Map([...groups.values()].flatMap((members) => partsOf(members, seed)));
  return {
    columns: [...columns, SPLIT_COLUMN],
    rows: rows.map((row, position) => [...row, parts.get(position) ?? '0']),
  };
};

const partsOf = (members: readonly number[], seed: number): readonly (readonly [number, string])[] => {
  const shuffled = members
    .map((position) => ({ position, order: orderOf(seed, position) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const tests = Math.round(members.length * TEST_SHARE);
  const validations = Math.round((members.length - tests) * VALIDATION_SHARE);
  return shuffled.map(
    ({ position }, rank) => [position, rank < tests ? '2' : rank < tests + validations ? '1' : '0'] as const,
  );
};

const orderOf = (seed: number, position: number): string =>
  createHash('sha256').update(`${seed}:${position}`).digest('hex');
