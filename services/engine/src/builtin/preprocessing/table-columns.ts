import { TrainingFailed } from '../training.errors.js';
import type { TableRows } from '../training.types.js';
import type { Cells } from './cells.types.js';

/** Access to the columns of a table by name. Row indices count from 0; the row numbers in messages from 1. */
export type TableColumns = Readonly<{ rowCount: number; column(name: string): Cells }>;

/** @throws TrainingFailed column-missing, column-ambiguous (when a column is asked for) */
export const tableColumns = (table: TableRows): TableColumns => {
  const rowNumbers = table.rows.map((_, index) => index + 1);
  const read = (name: string): Cells => {
    const index = table.columns.indexOf(name);
    if (index < 0)
      throw new TrainingFailed(
        'column-missing',
        `The dataset has no column "${name}". It has ${table.columns.map((column) => `"${column}"`).join(', ')}.`,
      );
    if (table.columns.indexOf(name, index + 1) >= 0)
      throw new TrainingFailed('column-ambiguous', `The dataset has two columns "${name}".`);
    return { column: name, rowNumbers, values: table.rows.map((row) => emptyAsNull(row[index])) };
  };
  const known = new Map<string, Cells>();
  return {
    rowCount: table.rows.length,
    column: (name) => {
      const cells = known.get(name) ?? read(name);
      known.set(name, cells);
      return cells;
    },
  };
};

const emptyAsNull = (cell: string | null | undefined): string | null =>
  cell === undefined || cell === '' ? null : cell;

export const pickRows = (cells: Cells, rows: readonly number[]): Cells => ({
  column: cells.column,
  values: rows.map((row) => cells.values[row] ?? null),
  rowNumbers: rows.map((row) => cells.rowNumbers[row] ?? row + 1),
});
