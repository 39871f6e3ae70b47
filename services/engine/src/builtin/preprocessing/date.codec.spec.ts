import { describe, expect, it } from '@jest/globals';
import type { Cells } from './cells.types.js';
import { encodeDate, fitDate, parseDate } from './date.codec.js';

const cells = (...values: (string | null)[]): Cells => ({
  column: 'c',
  values,
  rowNumbers: values.map((_, index) => index + 1),
});

describe('dates', () => {
  it.each(['2024-02-29', '2024/02/29', '2024-02-29T23:59', '2024-02-29 23:59:59.5Z', '2024-02-29T01:00:00+02:00'])(
    'reads %j',
    (cell) => {
      expect(parseDate(cell)).toMatchObject({ year: 2024, month: 2, day: 29 });
    },
  );
  it.each(['2023-02-29', '2024-13-01', '29.02.2024', '2024-02-29T24:00', 'today', '20240229'])(
    'does not read %j',
    (cell) => expect(parseDate(cell)).toBeUndefined(),
  );

  it('become parts on circles, so that December lies beside January', () => {
    const metadata = fitDate(
      { missing_value_strategy: 'fill_with_const', fill_value: '' },
      cells('2020-01-01', '2022-12-31'),
    );
    const encoded = encodeDate(metadata, cells('2021-12-31', '2021-01-01', null));
    if (encoded.kind !== 'dense') throw new TypeError('numbers were expected');
    const row = (index: number) => [...encoded.values.subarray(index * encoded.width, (index + 1) * encoded.width)];
    const dayOfYear = (index: number) => row(index).slice(7, 9);
    expect(Math.hypot(...dayOfYear(0).map((value, i) => value - (dayOfYear(1)[i] as number)))).toBeLessThan(0.05);
    expect(row(2)).toEqual(new Array(encoded.width).fill(0));
  });

  it('have an hour only where the training cells do', () => {
    const preprocessing = { missing_value_strategy: 'drop_row', fill_value: '' } as const;
    expect(fitDate(preprocessing, cells('2020-01-01', '2020-01-02')).has_time).toBe(false);
    expect(fitDate(preprocessing, cells('2020-01-01 10:30', '2020-01-02')).has_time).toBe(true);
  });
});
