import { describe, expect, it } from '@jest/globals';
import { column, pageWidth, textTable } from './text-table.js';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('A table of text', () => {
  it('is no wider than its cells', () => {
    expect(textTable([{ a: 1, b: 'x' }], [column('a'), column('letter', 'b')])).toBe('┌───┬────────┐\n│ a │ letter │\n├───┼────────┤\n│ 1 │ x      │\n└───┴────────┘\n');
  });

  it('breaks what is longer than the page, and loses nothing of it', () => {
    const [words, word] = ['how '.repeat(60).trim(), 'a'.repeat(150)];
    const text = textTable([{ words, word, id: 7 }], [column('words'), column('word'), column('id')]);
    expect(widest(text)).toBe(pageWidth);
    expect(text.match(/how/g)).toHaveLength(60);
    expect(text.match(/a/g)).toHaveLength(150);
    expect(text).not.toContain('…');
  });

  it('is wider than the page only when its columns are narrow already', () => {
    const names = Array.from({ length: 20 }, (_, index) => `column ${index}`);
    const row = Object.fromEntries(names.map((name) => [name, 'twelve chars']));
    expect(widest(textTable([row], names.map((name) => column(name))))).toBe(20 * 15 + 1);
  });
});
