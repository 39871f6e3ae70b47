export { InvalidTable, type TableProblem } from './table.errors.js';
export { readTable, type Table, type TableRow } from './table.reader.js';
export type { ColumnProfile, InferredType, NumberSummary, TableProfile } from './column.profile.js';
export { profileTable } from './table.profiler.js';
