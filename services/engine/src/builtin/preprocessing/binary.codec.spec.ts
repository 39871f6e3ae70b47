import type { BinaryPreprocessing } from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import { encodeBinary, fitBinary } from './binary.codec.js';
import type { Cells } from './cells.types.js';

const cells = (...values: (string | null)[]): Cells => ({
  column: 'c',
  values,
  rowNumbers: values.map((_, index) => index + 1),
});
const binary = (change: Partial<BinaryPreprocessing> = {}): BinaryPreprocessing => ({
  missing_value_strategy: 'fill_with_false',
  fill_value: null,
  fallback_true_label: null,
  ...change,
});

describe('booleans', () => {
  it('are read in any common notation', () => {
    const metadata = fitBinary(binary(), cells('yes', 'no'), cells('yes'));
    expect(metadata.bool2str).toEqual(['no', 'yes']);
    expect(encodeBinary(metadata, cells('yes', 'No', 'TRUE', null))).toMatchObject({
      values: Float32Array.of(1, 0, 1, 0),
    });
  });

  it('of other words take the declared label, or the last in order', () => {
    expect(
      fitBinary(binary({ fallback_true_label: 'FEMALE' }), cells('MALE', 'FEMALE'), cells('MALE')).bool2str,
    ).toEqual(['MALE', 'FEMALE']);
    expect(fitBinary(binary(), cells('MALE', 'FEMALE'), cells('MALE')).bool2str).toEqual(['FEMALE', 'MALE']);
  });

  it('refuse a third label and a label that is not there', () => {
    expect(() => fitBinary(binary(), cells('a', 'b', 'c'), cells('a'))).toThrow(
      expect.objectContaining({ code: 'column-not-binary' }),
    );
    expect(() => fitBinary(binary({ fallback_true_label: 'x' }), cells('a', 'b'), cells('a'))).toThrow(
      expect.objectContaining({ code: 'column-not-binary' }),
    );
  });
});
