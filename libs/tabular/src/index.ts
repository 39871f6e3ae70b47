export { InvalidTable, type TableProblem } from './table.errors.js';
export { defaultLimits, type TableLimits } from './table.limits.js';
export type { TableRow } from './row.check.js';
export { readTable, type Table } from './table.reader.js';
export type { ColumnProfile, InferredType, NumberSummary, TableProfile, TextSummary } from './profile/column.profile.js';
export { profileTable } from './profile/table.profiler.js';
