import type { InputFeature, OutputFeature } from '@daybook/ludwig';
import type { Cells } from './cells.types.js';
import type { TableColumns } from './table-columns.js';

/** Rows in which no feature that asks for `drop_row` is missing. */
export const rowsToKeep = (
  features: readonly (InputFeature | OutputFeature)[],
  table: TableColumns,
  rows: readonly number[],
): readonly number[] => {
  const needed = features
    .filter((feature) => feature.preprocessing.missing_value_strategy === 'drop_row')
    .map((feature) => table.column(feature.column));
  return rows.filter((row) => needed.every((cells) => cells.values[row] !== null));
};

/** Copies the nearest value from below (`bfill`) or above (`ffill`); cells without such a neighbour stay missing. */
export const fillFromNeighbours = (feature: InputFeature | OutputFeature, cells: Cells): Cells => {
  switch (feature.preprocessing.missing_value_strategy) {
    case 'ffill':
      return { ...cells, values: carryForward(cells.values) };
    case 'bfill':
      return { ...cells, values: carryForward(cells.values.toReversed()).toReversed() };
    case 'fill_with_const':
    case 'fill_with_mode':
    case 'fill_with_mean':
    case 'fill_with_false':
    case 'drop_row':
      return cells;
  }
};

const carryForward = (values: readonly (string | null)[]): (string | null)[] => {
  let last: string | null = null;
  return values.map((value) => (last = value ?? last));
};
