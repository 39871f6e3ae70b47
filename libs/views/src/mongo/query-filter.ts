import { decodeCursor } from '../view-cursor.js';
import type { Condition, Scalar, ViewQuery } from '../view-store.port.js';
import type { ViewFields } from './view-fields.js';

export type Filter = Readonly<Record<string, unknown>>;
export type Order = Readonly<Record<string, 1 | -1>>;

type Key = Readonly<{ path: string; direction: 'asc' | 'desc'; value: Scalar }>;

const nothing: Filter = { _id: { $in: [] } };

/** Letters of ASCII in either case and all others as they are, as the embedded store compares them. */
const patternOf = (text: string): string =>
  [...text].map((char) => (/[a-z]/i.test(char) ? `[${char.toLowerCase()}${char.toUpperCase()}]` : escaped(char))).join('');
const escaped = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');

/** Translates queries over declared fields into filters that mean what they do in SQL. */
export class QueryFilter {
  constructor(private readonly fields: ViewFields) {}

  /** @throws UnknownViewField */
  where(conditions: readonly Condition[] = []): Filter {
    return { $and: [{ view: { $ne: null } }, ...conditions.map((condition) => this.condition(condition))] };
  }

  /** @throws UnknownViewField */
  order(query: ViewQuery): Order {
    return Object.fromEntries(this.keys(query).map(({ path, direction }) => [path, direction === 'asc' ? 1 : -1]));
  }

  /**
   * Filters whose documents, one filter after the other, are those of the page and what follows it. Each is one range of
   * an index; a disjunction would be walked from its beginning. @throws UnknownViewField, InvalidCursor
   */
  ranges(query: ViewQuery): readonly Filter[] {
    if (query.cursor === undefined) return [{}];
    const { v, id } = decodeCursor(query, query.cursor);
    const keys = this.keys(query, [...v, id]);
    const upTo = keys.map((_, index) => keys.slice(0, keys.length - index));
    return upTo.flatMap((some) => {
      const equal = some.slice(0, -1).map(({ path, value }) => ({ [path]: value }));
      return some.slice(-1).flatMap(beyond).map((one) => ({ $and: [...equal, one] }));
    });
  }

  /** What the order goes by; the id makes it total. */
  private keys({ sort = [] }: ViewQuery, values: readonly Scalar[] = []): readonly Key[] {
    const last = { field: 'id', direction: sort.at(-1)?.direction ?? ('asc' as const) };
    const upToId = sort.findIndex(({ field }) => field === 'id') + 1 || sort.length;
    const sorted = upToId < sort.length || sort.at(-1)?.field === 'id' ? sort.slice(0, upToId) : [...sort, last];
    return sorted.map(({ field, direction }, index) => ({ path: this.fields.pathOf(field), direction, value: values[index] ?? null }));
  }

  private condition(condition: Condition): Filter {
    const path = this.fields.pathOf(condition.field);
    switch (condition.op) {
      case 'eq':
      case 'ne':
        return { [path]: { [`$${condition.op}`]: condition.value } };
      case 'in':
        return { [path]: { $in: condition.value.filter((value) => value !== null) } };
      case 'contains':
        return { [path]: { $regex: patternOf(condition.value) } };
      default:
        // Null is neither above nor below anything.
        return condition.value === null ? nothing : { [path]: { [`$${condition.op}`]: condition.value } };
    }
  }
}

/** MongoDB compares within one type, so that null, the lowest, is a range of its own. */
const beyond = ({ path, direction, value }: Key): readonly Filter[] => {
  if (direction === 'asc') return [{ [path]: value === null ? { $ne: null } : { $gt: value } }];
  return value === null ? [] : [{ [path]: { $lt: value } }, ...(path === '_id' ? [] : [{ [path]: null }])];
};
