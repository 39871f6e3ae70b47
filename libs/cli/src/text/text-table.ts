import type { Document } from '@daybook/client';
import Table from 'cli-table3';
import { plain } from './readable.js';

/** A column: what stands above it, and what a row has in it. */
export type Column = Readonly<{ head: string; cell: (row: Document) => unknown }>;

/** What most terminals and mails show without breaking lines. */
export const pageWidth = 120;
const narrowest = 12;
const padding = 2;

export const column = (head: string, cell: string | Column['cell'] = head): Column => ({
  head,
  cell: typeof cell === 'string' ? (row) => row[cell] : cell,
});

/** Only the columns in which some row has something. */
export const usedColumns = (rows: readonly Document[], columns: readonly Column[]): readonly Column[] =>
  columns.filter(({ cell }) => rows.some((row) => plain(cell(row)) !== ''));

/** Rows under their columns, long cells in several lines. */
export const textTable = (rows: readonly Document[], columns: readonly Column[]): string => {
  const heads = columns.map(({ head }) => head);
  const cells = rows.map((row) => columns.map(({ cell }) => plain(cell(row))));
  const widths = fitted(heads.map((head, index) => Math.max(...[head, ...cells.map((row) => row[index] ?? '')].map(longestLine))));
  const table = new Table({ head: heads, colWidths: widths.map((width) => width + padding), wordWrap: true, style: { head: [], border: [], compact: true } });
  for (const row of cells) table.push(row.map((text, index) => breakable(text, widths[index] ?? narrowest)));
  return `${table.toString()}\n`;
};

const longestLine = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

/** Takes from the widest column until the page is wide enough. */
const fitted = (natural: readonly number[]): readonly number[] => {
  const widths = [...natural];
  const spare = (): number => pageWidth - widths.reduce((sum, width) => sum + width + padding + 1, 1);
  while (spare() < 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
};

/** Words that are longer than a line, which would be cut off. */
const breakable = (text: string, width: number): string =>
  text.replace(new RegExp(`\\S{${width},}`, 'g'), (word) => (word.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n'));
