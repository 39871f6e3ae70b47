import type {
  BinaryPreprocessing,
  CategoryPreprocessing,
  NumberPreprocessing,
  TextPreprocessing,
} from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeBinary, fitBinary } from './binary.codec.js';
import { encodeCategory, fitCategory, fitClasses } from './category.codec.js';
import type { Cells } from './cells.types.js';
import { encodeDate, fitDate, parseDate } from './date.codec.js';
import { denormalizeNumber, encodeNumber, fitNumber, normalizeNumber, parseNumber } from './number.codec.js';
import { encodeText, fitText } from './text.codec.js';
import { tokenize } from './tokenizer.js';

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
const category = (change: Partial<CategoryPreprocessing> = {}): CategoryPreprocessing => ({
  missing_value_strategy: 'fill_with_const',
  fill_value: '<UNK>',
  most_common: 100,
  lowercase: false,
  ...change,
});
const binary = (change: Partial<BinaryPreprocessing> = {}): BinaryPreprocessing => ({
  missing_value_strategy: 'fill_with_false',
  fill_value: null,
  fallback_true_label: null,
  ...change,
});
const text = (change: Partial<TextPreprocessing> = {}): TextPreprocessing => ({
  missing_value_strategy: 'fill_with_const',
  fill_value: '',
  tokenizer: 'space_punct',
  lowercase: true,
  most_common: 100,
  max_sequence_length: 50,
  ...change,
});
const mean = { type: 'embed', embedding_size: 4, reduce_output: 'mean' } as const;

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
    const values = fc.array(fc.double({ min: -0.9, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 20 });
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

describe('categories', () => {
  it('are numbered by frequency after <UNK>, rare ones beyond most_common fall to <UNK>', () => {
    const metadata = fitCategory(category({ most_common: 2 }), 'dense', cells('b', 'a', 'b', 'c', 'a', 'b'));
    expect(metadata.idx2str).toEqual(['<UNK>', 'b', 'a']);
    expect(encodeCategory(metadata, cells('a', 'c', 'new', null))).toMatchObject({
      kind: 'bag',
      size: 3,
      ids: Uint32Array.of(2, 0, 0, 0),
    });
  });

  it('mark no position for unknown values where training never had one', () => {
    const metadata = fitCategory(category(), 'onehot', cells('a', 'b'));
    const encoded = encodeCategory(metadata, cells('a', 'new'));
    expect(encoded.kind === 'onehot' && [...encoded.ids].map((id) => id < encoded.size)).toEqual([true, false]);
  });

  it('of an output include those that only other parts hold, so that they count as errors', () => {
    const metadata = fitClasses(category(), cells('a', 'b', 'c'), cells('a', 'b'));
    expect(metadata.idx2str).toEqual(['a', 'b', 'c']);
    expect(() => fitClasses(category(), cells('a', 'b'), cells('a', 'a'))).toThrow(
      expect.objectContaining({ code: 'target-constant' }),
    );
  });
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

describe('texts', () => {
  it('are split into words and signs, whatever the script and composition of letters', () => {
    expect(tokenize('Héllo, wörld! 3x', 'space_punct', true)).toEqual(['héllo', ',', 'wörld', '!', '3x']);
    expect(tokenize('e\u0301', 'space_punct', false)).toEqual(tokenize('\u00e9', 'space_punct', false));
    expect(tokenize('👋 שלום', 'space_punct', false)).toEqual(['👋', 'שלום']);
    expect(tokenize(' a,b  c ', 'space', false)).toEqual(['a,b', 'c']);
    expect(tokenize('añ', 'characters', false)).toEqual(['a', 'ñ']);
  });

  it('weigh tokens like TF-IDF, at unit length', () => {
    const metadata = fitText(text(), mean, cells('red car', 'red bus', 'blue car', 'blue bus red'));
    const encoded = encodeText(metadata, cells('red red car', 'nothing known', null));
    if (encoded.kind !== 'bag') throw new TypeError('a bag was expected');
    expect([...encoded.offsets]).toEqual([0, 2, 2, 2]);
    const [red = 0, car = 0] = encoded.weights;
    expect(Math.hypot(red, car)).toBeCloseTo(1, 6);
    expect(red / car).toBeCloseTo(((1 + Math.log(2)) * (Math.log(5 / 4) + 1)) / (Math.log(5 / 3) + 1), 5);
  });

  it('keep only tokens of at least two rows where there are any', () => {
    expect(fitText(text(), mean, cells('a b', 'a c', 'a c')).idx2str).toEqual(['<UNK>', 'a', 'c']);
    expect(fitText(text(), mean, cells('a', 'b')).idx2str).toEqual(['<UNK>', 'a', 'b']);
  });
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
