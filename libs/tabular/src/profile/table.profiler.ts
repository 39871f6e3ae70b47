import { sliced } from '../in-slices.js';
import type { Table } from '../table.reader.js';
import type { ColumnProfile, TableProfile } from './column.profile.js';
import { ColumnProfiler, type ColumnBudget } from './column.profiler.js';

const sampleRows = 20;
const distinctBytes = 128 * 1024 * 1024;
const sampledNumbers = 4_000_000;
const mostSampledNumbers = 10_000;

/** Profiles a table in one pass, in memory that does not grow with its rows. @throws InvalidTable */
export const profileTable = async ({ columns, rows }: Table): Promise<TableProfile> => {
  const budget = budgetOf(columns.length);
  const profilers = columns.map((name) => new ColumnProfiler(name, budget));
  const sample: (readonly string[])[] = [];
  let count = 0;
  for await (const { cells } of rows) {
    count += 1;
    if (sample.length < sampleRows) sample.push(cells);
    profilers.forEach((profiler, index) => profiler.add(cells[index] ?? ''));
  }
  return { rows: count, columns: await profilesOf(profilers), sample };
};

/** One after the other, with a turn for others between them. */
const profilesOf = async (profilers: readonly ColumnProfiler[]): Promise<readonly ColumnProfile[]> => {
  const turn = sliced();
  const profiles: ColumnProfile[] = [];
  for (const profiler of profilers) {
    await turn();
    profiles.push(profiler.profile());
  }
  return profiles;
};

/** Columns share what there is for all of them. */
const budgetOf = (columns: number): ColumnBudget => ({
  distinctBytes: distinctBytes / columns,
  sampleSize: Math.min(mostSampledNumbers, Math.floor(sampledNumbers / columns)),
});
