import type { Document } from '@daybook/client';
import { column, textTable } from './text/text-table.js';

export type Format = 'json' | 'table';
/** How a result reads as text. */
export type Layout = (value: Document) => string;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const longest = 80;
/** Documents in several lines, unless they are short. */
const spread = (value: unknown): unknown => (JSON.stringify(value).length > longest ? JSON.stringify(value, null, 1) : value);

/** One line for each field: what is no list and has no layout of its own. */
const fields: Layout = (value) => {
  const rows = Object.entries(value).map(([field, content]) => ({ field, content: typeof content === 'object' ? spread(content) : content }));
  return textTable(rows, [column('field'), column('value', 'content')]);
};

/** Services that gave no list, so that nobody takes the others' for all there is. */
const missing = (page: Document): string =>
  ((page['unavailable'] ?? []) as readonly Readonly<{ service: string; reason: string }>[]).map(({ service, reason }) => `without ${service}: ${reason}\n`).join('');

/** A table, and after it what is missing in it, and how to get the next page. */
export const listOf =
  (table: (items: readonly Document[], page: Document) => string): Layout =>
  (page) => {
    const items = page['items'] as readonly Document[];
    const more = typeof page['nextCursor'] === 'string' ? `more: --cursor ${page['nextCursor']}\n` : '';
    return `${items.length === 0 ? 'none\n' : table(items, page)}${missing(page)}${more}`;
  };

/** How a result is written on stdout. */
export const written = (format: Format, value: unknown, layout: Layout = fields): string =>
  format === 'json' ? json(value) : layout(value as Document);
