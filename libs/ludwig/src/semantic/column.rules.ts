import type { ConfigurationProblem } from '../configuration.errors.js';
import type { InputType } from '../configuration.types.js';
import { nearest } from '../schema/nearest.js';
import type { ConfigurationOutline, OutlinedFeature } from './configuration.outline.js';

/**
 * A column of the dataset that the configuration is for, as its profile has it. `distinct` leaves missing cells out;
 * `classes` are all values where the profile has them all.
 */
export type KnownColumn = Readonly<{ name: string; type: InputType; distinct?: number; missing?: number; classes?: readonly string[] }>;

/** Types of features that a column of this type can feed; text takes anything. */
const suits: Readonly<Record<InputType, readonly string[]>> = {
  binary: ['binary', 'category', 'number', 'text'],
  number: ['number', 'category', 'binary', 'text'],
  category: ['category', 'binary', 'text'],
  text: ['text', 'category'],
  date: ['date', 'category', 'text'],
};
const mostListed = 50;

/** Columns are there, hold what their features and the split need, and targets vary. */
export const columnProblems = ({ inputs, outputs, split }: ConfigurationOutline, columns: readonly KnownColumn[]): readonly ConfigurationProblem[] => {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const find = (name: string, path: string): KnownColumn | ConfigurationProblem => byName.get(name) ?? absent(path, name, columns);
  const features = [...inputs, ...outputs].flatMap((feature): readonly ConfigurationProblem[] => {
    if (feature.column === null) return [];
    const column = find(feature.column, `${feature.path}/column`);
    return 'path' in column ? [column] : typeProblems(feature, column);
  });
  const targets = outputs.flatMap(({ path, column }) => constantProblems(path, byName.get(column ?? '')));
  if (split.column === null || split.type === 'random') return [...features, ...targets];
  const column = find(split.column, '/preprocessing/split/column');
  return [...features, ...targets, ...('path' in column ? [column] : splitColumnProblems(split.type, column))];
};

const absent = (path: string, value: string, columns: readonly KnownColumn[]): ConfigurationProblem => {
  const names = columns.map(({ name }) => name);
  const near = nearest(value, names);
  const listed = `${names.slice(0, mostListed).join(', ')}${names.length > mostListed ? `, and ${names.length - mostListed} more` : ''}`;
  return { path, value, message: `the dataset has no such column${near === null ? '' : ` (did you mean ${near}?)`}; it has ${listed}` };
};

const typeProblems = ({ type, path }: OutlinedFeature, { name, type: holds, distinct = 0 }: KnownColumn): readonly ConfigurationProblem[] => {
  if (type === null) return [];
  const allowed = suits[holds];
  if (!allowed.includes(type)) {
    const message = `cannot be ${type}: column ${JSON.stringify(name)} holds ${holds} values, which suit ${allowed.join(', ')}`;
    return [{ path: `${path}/type`, value: type, message, allowed }];
  }
  if (type === 'binary' && holds !== 'binary' && distinct > 2) {
    return [{ path: `${path}/type`, value: type, message: `cannot be binary: column ${JSON.stringify(name)} holds ${distinct} different values`, allowed: allowed.filter((each) => each !== 'binary') }];
  }
  return [];
};

const constantProblems = (path: string, column: KnownColumn | undefined): readonly ConfigurationProblem[] => {
  if (column?.distinct === undefined || column.distinct > 1) return [];
  const holds = column.distinct === 0 ? 'no value' : 'the same value in every row';
  return [{ path: `${path}/column`, value: column.name, message: `holds ${holds}, from which nothing can be learned` }];
};

const splitColumnProblems = (type: string | null, { name, type: holds, missing = 0 }: KnownColumn): readonly ConfigurationProblem[] => {
  const problem = (message: string): readonly ConfigurationProblem[] => [{ path: '/preprocessing/split/column', value: name, message }];
  if (type === 'datetime' && holds !== 'date') return problem(`must hold dates for a datetime split; it holds ${holds} values`);
  if (type === 'fixed' && holds !== 'number' && holds !== 'binary') return problem(`must hold 0, 1 or 2 (training, validation, test) for a fixed split; it holds ${holds} values`);
  if (type === 'stratify' && (holds === 'text' || holds === 'date')) return problem(`must hold classes for a stratified split; it holds ${holds} values`);
  if ((type === 'datetime' || type === 'fixed') && missing > 0) return problem(`must be filled in every row for a ${type} split; ${missing} cells are empty`);
  return [];
};
