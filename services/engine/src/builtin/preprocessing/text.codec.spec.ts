import type { TextPreprocessing } from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import type { Cells } from './cells.types.js';
import { encodeText, fitText } from './text.codec.js';
import { tokenize } from './tokenizer.js';

const cells = (...values: (string | null)[]): Cells => ({
  column: 'c',
  values,
  rowNumbers: values.map((_, index) => index + 1),
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
