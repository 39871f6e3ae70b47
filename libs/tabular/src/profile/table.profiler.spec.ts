import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, csvOf } from '../fixtures/table.fixture.js';
import { readTable } from '../table.reader.js';
import type { ColumnProfile } from './column.profile.js';
import { ColumnProfiler } from './column.profiler.js';
import { profileTable } from './table.profiler.js';

const profileOf = async (rows: readonly (readonly string[])[]) =>
  profileTable(await readTable(bytesOf(csvOf([rows[0]?.map((_, index) => `c${index}`) ?? [], ...rows]), 4096)));
const columnOf = (cells: readonly string[], budget = { distinctBytes: 1e6, sampleSize: 10_000 }): ColumnProfile => {
  const profiler = new ColumnProfiler('c', budget);
  for (const cell of cells) profiler.add(cell);
  return profiler.profile();
};
const repeated = (cells: readonly string[], times = 10): readonly string[] => Array.from({ length: times }, () => cells).flat();

describe('the type of a column', () => {
  it.each<[string, readonly string[], string]>([
    ['true and false', repeated(['true', 'false']), 'binary'],
    ['yes, no and nothing', repeated(['yes', 'no', '']), 'binary'],
    ['conventional words in any case', repeated(['True', 'FALSE', 'true ']), 'binary'],
    ['0 and 1', repeated(['0', '1']), 'binary'],
    ['0.0 and 1.0, as other tools write them', repeated(['0.0', '1.0']), 'binary'],
    ['1 and 2', repeated(['1', '2']), 'number'],
    ['nothing but 1', repeated(['1']), 'number'],
    ['words of two pairs', repeated(['yes', 'false']), 'category'],
    ['few numbers', repeated(['1', '2', '3']), 'number'],
    ['numbers of any notation', repeated(['1', '-2.5', '+.5', '1e-3', ' 7 ', '3.']), 'number'],
    ['numbers and one word', [...repeated(['1', '2', '3']), 'N/A'], 'category'],
    ['numbers that are not', repeated(['NaN', 'Infinity', '1,5', '0x10', '1e999']), 'category'],
    ['dates', repeated(['2024-05-31', '2024-06-01']), 'date'],
    ['times', repeated(['2024-05-31T09:30:00Z', '2024-05-31 09:30', '2024-05-31T09:30:00.5+02:00']), 'date'],
    ['days that do not exist', repeated(['2024-02-30', '2024-13-01']), 'category'],
    ['dates of another notation', repeated(['5/31/2024', '31.05.2024']), 'category'],
    ['the word None', repeated(['None', 'Minor', 'None']), 'category'],
    ['identifiers', Array.from({ length: 100 }, (_, index) => `T-${index}`), 'text'],
    ['long sentences that repeat', repeated(['one two three four five six seven eight nine', 'ten two three four five six seven eight nine']), 'text'],
    ['nothing at all', ['', '', ''], 'category'],
  ])('of %s', (_name, cells, type) => {
    expect(columnOf(cells).type).toBe(type);
  });

  it('does not depend on the order of rows', () => {
    const cell = fc.constantFrom('', '1', '0', '2.5', 'true', 'false', '2024-01-01', 'x', 'a few words');
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (cells) => {
        const { sample: _, ...backwards } = { ...columnOf([...cells].reverse()), sample: null };
        const forwards = columnOf(cells);
        expect({ ...backwards, number: undefined, text: undefined }).toEqual({ ...forwards, number: undefined, text: undefined });
      }),
    );
  });
});

describe('the profile of a column', () => {
  it('counts values, missing cells and classes', () => {
    expect(columnOf(['a', 'b', 'a', '', 'a', 'b', 'c', ''])).toEqual({
      name: 'c',
      type: 'category',
      missing: 2,
      distinct: 3,
      distinctIsLowerBound: false,
      constant: false,
      uniquePerRow: false,
      topValues: [{ value: 'a', count: 3 }, { value: 'b', count: 2 }, { value: 'c', count: 1 }],
      balance: 1 / 3,
    });
    expect(columnOf(['x', 'x'])).toMatchObject({ constant: true });
    expect(columnOf(['x', 'y', 'z'])).toMatchObject({ uniquePerRow: true });
  });

  it('describes texts and dates', () => {
    expect(columnOf(['one two', 'three', 'four  five six', ''])).toMatchObject({
      type: 'text',
      text: { longest: 14, meanLength: (7 + 5 + 14) / 3, meanWords: 2 },
    });
    expect(columnOf(['2024-05-31', '2023-01-01T10:00', '2024/06/01', '']).date).toEqual({ earliest: '2023-01-01T10:00', latest: '2024/06/01' });
  });

  it('agrees with two passes over the numbers', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 100 });
    fc.assert(
      fc.property(numbers, (values) => {
        const { number } = columnOf(values.map(String));
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const moment = (power: number): number => values.reduce((sum, value) => sum + (value - mean) ** power, 0);
        expect(number?.min).toBeCloseTo(Math.min(...values), 9);
        expect(number?.max).toBeCloseTo(Math.max(...values), 9);
        expect(number?.mean).toBeCloseTo(mean, 6);
        expect(number?.standardDeviation).toBeCloseTo(Math.sqrt(moment(2) / (values.length - 1)), 5);
        fc.pre(moment(2) > 1);
        expect(number?.skewness).toBeCloseTo((Math.sqrt(values.length) * moment(3)) / moment(2) ** 1.5, 4);
      }),
    );
  });

  it('takes quantiles between neighbours, as numpy does', () => {
    const { number } = columnOf(['10', '20', '30', '40', '50']);
    expect(number?.quantiles).toMatchObject({ p25: 20, p50: 30, p75: 40 });
    expect(columnOf(['1', '2', '4', '8']).number?.quantiles).toMatchObject({ p25: 1.75, p50: 3, p75: 5 });
    expect(columnOf(['7', '7']).number).toMatchObject({ standardDeviation: 0, skewness: 0, quantiles: { p01: 7, p99: 7 } });
  });

  it('says where it stopped to count, and still counts what it knows', () => {
    const cells = repeated(Array.from({ length: 1000 }, (_, index) => `city ${index}`));
    const { distinct, distinctIsLowerBound, type, topValues, balance } = columnOf(cells, { distinctBytes: 20_000, sampleSize: 100 });
    expect({ distinctIsLowerBound, type, balance }).toEqual({ distinctIsLowerBound: true, type: 'category', balance: undefined });
    expect(distinct).toBeLessThan(200);
    expect(topValues?.every(({ count }) => count === 10)).toBe(true);
    const ids = Array.from({ length: 1000 }, (_, index) => `id ${index}`);
    expect(columnOf(ids, { distinctBytes: 20_000, sampleSize: 100 })).toMatchObject({ type: 'text', uniquePerRow: false });
  });

  it('samples quantiles of long columns, the same ones every time', () => {
    const cells = Array.from({ length: 50_000 }, (_, index) => String((index * 7919) % 50_000));
    const { number } = columnOf(cells);
    expect(number?.quantilesAreSampled).toBe(true);
    expect(Math.abs((number?.quantiles.p50 ?? 0) - 25_000)).toBeLessThan(1000);
    expect(Math.abs((number?.quantiles.p95 ?? 0) - 47_500)).toBeLessThan(500);
    expect(columnOf(cells)).toEqual(columnOf(cells));
  });
});

describe('the profile of a table', () => {
  it('has its rows, its columns in their order and the first twenty rows', async () => {
    const rows = Array.from({ length: 25 }, (_, index) => [String(index), index % 2 === 0 ? 'yes' : 'no']);
    const { rows: count, columns, sample } = await profileOf(rows);
    expect(count).toBe(25);
    expect(columns.map(({ name, type }) => [name, type])).toEqual([['c0', 'number'], ['c1', 'binary']]);
    expect(sample).toEqual(rows.slice(0, 20));
  });

  it('is JSON for any table', async () => {
    const cell = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('', '1', '1e308', '-1e308', 'true', '2024-01-01'));
    const table = fc.integer({ min: 2, max: 3 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const profile = await profileOf(rows);
        expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
        for (const { missing, distinct } of profile.columns) expect(missing + distinct).toBeLessThanOrEqual(profile.rows);
      }),
    );
  });
});
