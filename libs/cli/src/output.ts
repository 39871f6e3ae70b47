import Table from 'cli-table3';

export type Format = 'json' | 'table';

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const table = (value: unknown): string => {
  const { items } = value as { items?: readonly Record<string, unknown>[] };
  if (items === undefined) return json(value);
  const columns = [...new Set(items.flatMap((item) => Object.keys(item)))].filter((name) => items.some((item) => typeof item[name] !== 'object'));
  const rows = new Table({ head: columns, style: { head: [], border: [] } });
  for (const item of items) rows.push(columns.map((name) => cell(item[name])));
  return `${rows.toString()}\n`;
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** How a result is written on stdout. */
export const formats: Readonly<Record<Format, (value: unknown) => string>> = { json, table };
