import type { TableProfile } from './column.profile.js';
import { ColumnProfiler } from './column.profiler.js';
import type { Table } from './table.reader.js';

const sampleRows = 20;

/** Profiles a table in one pass. @throws InvalidTable */
export const profileTable = async ({ columns, rows }: Table): Promise<TableProfile> => {
  const profilers = columns.map((name) => new ColumnProfiler(name));
  const sample: (readonly string[])[] = [];
  let count = 0;
  for await (const { cells } of rows) {
    count += 1;
    if (sample.length < sampleRows) sample.push(cells);
    profilers.forEach((profiler, index) => profiler.add(cells[index] ?? ''));
  }
  return { rows: count, columns: profilers.map((profiler) => profiler.profile()), sample };
};
