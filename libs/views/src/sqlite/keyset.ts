import type { Scalar } from '../view-store.port.js';
import { stored } from './view-columns.js';

export type Sql = Readonly<{ text: string; parameters: readonly (string | number | null)[] }>;
export type Direction = 'asc' | 'desc';
/** A sorted column and the value that the last document of the page before has there. */
export type SortKey = Readonly<{ column: string; direction: Direction; value: Scalar }>;

/**
 * What comes after a page: conditions for queries to be run one after the other, each of which is one range of an
 * index. A disjunction would be walked from its beginning; and nulls, which SQLite sorts below everything, are beside
 * every comparison.
 */
export const rangesAfter = (keys: readonly SortKey[], id: string): readonly Sql[] => {
  const [key, ...others] = keys;
  if (key === undefined) return [{ text: 'id > ?', parameters: [id] }];
  if (others.length > 0) return [anyKeyBeyond(keys, id)];
  const { column, direction, value } = key;
  const compare = direction === 'asc' ? '>' : '<';
  if (value === null) {
    const sameNull = { text: `${column} IS NULL AND id ${compare} ?`, parameters: [id] };
    return direction === 'asc' ? [sameNull, { text: `${column} IS NOT NULL`, parameters: [] }] : [sameNull];
  }
  const beyondValue = { text: `(${column}, id) ${compare} (?, ?)`, parameters: [stored(value), id] };
  return direction === 'asc' ? [beyondValue] : [beyondValue, { text: `${column} IS NULL`, parameters: [] }];
};

/** Of several keys the first that differs decides. */
const anyKeyBeyond = (keys: readonly SortKey[], id: string): Sql => {
  const all = [...keys, { column: 'id', direction: keys.at(-1)?.direction ?? 'asc', value: id }];
  const branches = all.map((key, index) => {
    const equal = all.slice(0, index).map(({ column, value }) => ({ text: `${column} IS ?`, parameters: [stored(value)] }));
    return joined([...equal, beyond(key)], ' AND ');
  });
  return joined(branches, ' OR ');
};

const beyond = ({ column, direction, value }: SortKey): Sql => {
  if (direction === 'asc') {
    return value === null ? { text: `${column} IS NOT NULL`, parameters: [] } : { text: `${column} > ?`, parameters: [stored(value)] };
  }
  return value === null ? { text: '0', parameters: [] } : { text: `(${column} < ? OR ${column} IS NULL)`, parameters: [stored(value)] };
};

const joined = (parts: readonly Sql[], by: ' AND ' | ' OR '): Sql => ({
  text: `(${parts.map(({ text }) => text).join(by)})`,
  parameters: parts.flatMap(({ parameters }) => parameters),
});
