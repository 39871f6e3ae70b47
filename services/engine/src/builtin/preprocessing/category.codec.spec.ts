import type { CategoryPreprocessing } from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import { encodeCategory, fitCategory, fitClasses } from './category.codec.js';
import type { Cells } from './cells.types.js';

const cells = (...values: (string | null)[]): Cells => ({
  column: 'c',
  values,
  rowNumbers: values.map((_, index) => index + 1),
});
const category = (change: Partial<CategoryPreprocessing> = {}): CategoryPreprocessing => ({
  missing_value_strategy: 'fill_with_const',
  fill_value: '<UNK>',
  most_common: 100,
  lowercase: false,
  ...change,
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
