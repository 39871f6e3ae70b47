import type { NumberPreprocessing } from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cells } from './cells.types.js';
import { denormalizeNumber, encodeNumber, fitNumber, normalizeNumber } from './number.codec.js';
import { parseNumber } from './number-range.js';

const cells = (...values: (string | null)[]): Cells => ({
  column: 'c',
  values,
  rowNumbers: values.map((_, index) => index + 1),
});
const number = (change: Partial<NumberPreprocessing> = {}): NumberPreprocessing => ({
  missing_value_strategy: 'fill_with_mean',
  fill_value: 0,
  normalization: 'zscore',
  ...change,
});

describe('numbers', () => {
  it.each(['1', ' -2.5 ', '+.5', '1e3', '0.'])('reads %j', (cell) => expect(parseNumber(cell)).toBe(Number(cell)));
  it.each(['1,5', '12 kg', 'NaN', 'Infinity', '0x10', '1e999', ' ', '--1'])('does not read %j', (cell) =>
    expect(parseNumber(cell)).toBeUndefined(),
  );

  it('are scaled by the training mean and deviation and marked where they were missing', () => {
    const metadata = fitNumber(number(), cells('1', null, '5'));
    expect(metadata).toMatchObject({ mean: 3, computed_fill_value: 3, missing_indicator: true });
    expect(encodeNumber(metadata, cells('3', null))).toEqual({
      kind: 'dense',
      width: 2,
      values: Float32Array.of(0, 0, 0, 1),
    });
  });

  it('come back from every normalisation', () => {
    const values = fc.array(fc.integer({ min: -90, max: 1_000_000 }).map((cents) => cents / 100), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.constantFrom('zscore', 'minmax', 'log1p', null), (raw, normalization) => {
        const metadata = fitNumber(number({ normalization }), cells(...raw.map(String)));
        fc.pre(normalization === null || metadata.max > metadata.min);
        fc.pre(normalization === null || metadata.std > 1e-9);
        for (const value of raw)
          expect(denormalizeNumber(metadata, normalizeNumber(metadata, value, 'c'))).toBeCloseTo(value, 4);
      }),
    );
  });

  it('refuse the logarithm of -1 and below by name', () => {
    expect(() => fitNumber(number({ normalization: 'log1p' }), cells('3', '-1'))).toThrow(
      expect.objectContaining({ code: 'logarithm-undefined', message: expect.stringContaining('"c" holds -1') }),
    );
  });

  it('name rows and values that are no numbers; a strategy does not excuse them', () => {
    const bad = () => fitNumber(number(), cells('1', 'n/a', null, 'x', 'y', 'z'));
    expect(bad).toThrow(
      expect.objectContaining({
        code: 'cell-unreadable',
        message: expect.stringContaining('row 2 ("n/a"), row 4 ("x"), row 5 ("y") and 1 more'),
      }),
    );
  });

  it('refuse an empty column', () => {
    expect(() => fitNumber(number(), cells(null, null))).toThrow(expect.objectContaining({ code: 'column-empty' }));
  });
});
