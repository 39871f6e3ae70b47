import type { Split } from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tableOf } from '../fixtures/tables.fixture.js';
import { splitRows, type Parts } from './split.js';
import { tableColumns } from './table-columns.js';

const P = [0.7, 0.1, 0.2] as const;
const table = (rows: number) =>
  tableColumns(
    tableOf(
      Array.from({ length: rows }, (_, index) => ({
        id: `customer-${index % 50}`,
        label: index % 4 === 0 ? 'rare' : 'common',
        day: `20${String(10 + (index % 13)).padStart(2, '0')}-0${1 + (index % 9)}-1${index % 10}`,
        split: index % 3,
      })),
    ),
  );
const all = (rows: number) => Array.from({ length: rows }, (_, index) => index);
const split = (kind: Split, rows = 200, seed = 1): Parts => splitRows(kind, table(rows), all(rows), seed);

const kinds: readonly Split[] = [
  { type: 'random', probabilities: P },
  { type: 'stratify', column: 'label', probabilities: P },
  { type: 'datetime', column: 'day', probabilities: P },
  { type: 'hash', column: 'id', probabilities: P },
  { type: 'fixed', column: 'split' },
];

describe('splitRows', () => {
  it.each(kinds)('puts every row into exactly one part ($type)', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 300 }), fc.integer(), (rows, seed) => {
        const { training, validation, test } = split(kind, rows, seed);
        expect([...training, ...validation, ...test].sort((a, b) => a - b)).toEqual(all(rows));
      }),
      { numRuns: 30 },
    );
  });

  it('cuts at the wanted fractions and repeats itself for the same seed only', () => {
    const parts = split({ type: 'random', probabilities: P });
    expect([parts.training.length, parts.validation.length, parts.test.length]).toEqual([140, 20, 40]);
    expect(split({ type: 'random', probabilities: P })).toEqual(parts);
    expect(split({ type: 'random', probabilities: P }, 200, 2)).not.toEqual(parts);
  });

  it('keeps the ratio of labels in every part when stratified', () => {
    const parts = split({ type: 'stratify', column: 'label', probabilities: P });
    const rare = (rows: readonly number[]) => rows.filter((row) => row % 4 === 0).length / rows.length;
    expect([rare(parts.training), rare(parts.validation), rare(parts.test)]).toEqual([0.25, 0.25, 0.25]);
  });

  it('trains on the oldest rows and tests on the newest when split by time', () => {
    const days = table(200).column('day').values;
    const { training, validation, test } = split({ type: 'datetime', column: 'day', probabilities: P });
    const [newest, between, oldest] = [training, validation, test].map((rows) =>
      rows.map((row) => days[row] as string).sort(),
    );
    expect((newest?.at(-1) as string) <= (between?.[0] as string)).toBe(true);
    expect((between?.at(-1) as string) <= (oldest?.[0] as string)).toBe(true);
  });

  it('keeps a value in its part when rows are added, when split by hash', () => {
    const [before, after] = [
      split({ type: 'hash', column: 'id', probabilities: P }, 100),
      split({ type: 'hash', column: 'id', probabilities: P }, 300),
    ];
    for (const part of ['training', 'validation', 'test'] as const) {
      expect(after[part].filter((row) => row < 100)).toEqual(before[part]);
      const ids = new Set(before[part].map((row) => row % 50));
      expect(all(100).filter((row) => ids.has(row % 50))).toEqual(before[part]);
    }
  });

  it('names rows whose part is not 0, 1 or 2', () => {
    const rows = tableColumns(tableOf([{ split: 0 }, { split: 3 }]));
    expect(() => splitRows({ type: 'fixed', column: 'split' }, rows, [0, 1], 1)).toThrow(
      expect.objectContaining({ code: 'cell-unreadable', message: expect.stringContaining('row 2 ("3")') }),
    );
  });

  it('refuses parts that stay empty', () => {
    expect(() => split({ type: 'random', probabilities: [0.9, 0.05, 0.05] }, 4)).toThrow(
      expect.objectContaining({ code: 'too-few-rows' }),
    );
    const rows = tableColumns(tableOf([{ split: 2 }, { split: 1 }]));
    expect(() => splitRows({ type: 'fixed', column: 'split' }, rows, [0, 1], 1)).toThrow(
      expect.objectContaining({ code: 'split-empty' }),
    );
  });
});
