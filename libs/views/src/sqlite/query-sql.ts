import type { ViewIndex } from '@daybook/event-sourcing';
import { decodeCursor } from '../view-cursor.js';
import { UnknownViewField } from '../view-store.errors.js';
import type { Condition, Scalar, ViewQuery } from '../view-store.port.js';

export type Sql = Readonly<{ text: string; parameters: readonly (string | number | null)[] }>;
type Sort = NonNullable<ViewQuery['sort']>;

const comparisons = { eq: 'IS', ne: 'IS NOT', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
export const stored = (value: Scalar): string | number | null => (typeof value === 'boolean' ? Number(value) : value);

/** Column of a declared field. */
export const columnOf = (field: string): string => `"f_${field.replace(/[^A-Za-z0-9_]/g, '_')}"`;

/** Translates queries over declared fields into SQL with bound values. */
export class QuerySql {
  constructor(
    private readonly table: string,
    private readonly indexes: readonly ViewIndex[],
  ) {}

  /** One document more than the limit, to know whether there is a next page. @throws UnknownViewField, InvalidCursor */
  page(query: ViewQuery): Sql {
    const sort = query.sort ?? [];
    const parts = [this.where(query.where ?? [])];
    if (query.cursor !== undefined) parts.push(this.after(sort, query, query.cursor));
    const order = [...sort.map(({ field, direction }) => `${this.column(field)} ${direction.toUpperCase()}`), `id ${lastDirection(sort)}`];
    const columns = sort.map(({ field }) => this.column(field));
    const text = `SELECT id, position, view, ${[...columns, 'id'].map((column, index) => `${column} AS s${index}`).join(', ')}
      FROM ${this.table} WHERE ${parts.map(({ text }) => text).join(' AND ')} ORDER BY ${order.join(', ')} LIMIT ?`;
    return { text, parameters: [...parts.flatMap(({ parameters }) => parameters), query.limit + 1] };
  }

  count(where: readonly Condition[]): Sql {
    const { text, parameters } = this.where(where);
    return { text: `SELECT count(*) AS n FROM ${this.table} WHERE ${text}`, parameters };
  }

  private where(conditions: readonly Condition[]): Sql {
    const parts = [{ text: 'view IS NOT NULL', parameters: [] }, ...conditions.map((condition) => this.condition(condition))];
    return { text: parts.map(({ text }) => text).join(' AND '), parameters: parts.flatMap(({ parameters }) => parameters) };
  }

  private condition(condition: Condition): Sql {
    const column = this.column(condition.field);
    if (condition.op === 'in') {
      return { text: `${column} IN (${condition.value.map(() => '?').join(', ')})`, parameters: condition.value.map(stored) };
    }
    if (condition.op === 'contains') {
      return { text: `instr(lower(${column}), lower(?)) > 0`, parameters: [condition.value] };
    }
    return { text: `${column} ${comparisons[condition.op]} ?`, parameters: [stored(condition.value)] };
  }

  /** Keyset: the first differing sort value decides; SQLite sorts NULL below everything. */
  private after(sort: Sort, query: ViewQuery, cursor: string): Sql {
    const { v, id } = decodeCursor(query, cursor);
    const keys = sort.map(({ field, direction }, index) => ({ column: this.column(field), direction, value: stored(v[index] ?? null) }));
    keys.push({ column: 'id', direction: lastDirection(sort), value: id });
    const branches = keys.map((key, index) => {
      const equal = keys.slice(0, index).map(({ column, value }) => ({ text: `${column} IS ?`, parameters: [value] }));
      const terms: Sql[] = [...equal, beyond(key)];
      return { text: `(${terms.map(({ text }) => text).join(' AND ')})`, parameters: terms.flatMap(({ parameters }) => parameters) };
    });
    return { text: `(${branches.map(({ text }) => text).join(' OR ')})`, parameters: branches.flatMap(({ parameters }) => parameters) };
  }

  private column(field: string): string {
    if (field === 'id') return 'id';
    if (this.indexes.some((index) => index.field === field)) return columnOf(field);
    throw new UnknownViewField(field, ['id', ...this.indexes.map((index) => index.field)]);
  }
}

const lastDirection = (sort: Sort): 'asc' | 'desc' => sort.at(-1)?.direction ?? 'asc';

const beyond = ({ column, direction, value }: { column: string; direction: 'asc' | 'desc'; value: string | number | null }): Sql => {
  if (direction === 'asc') {
    return value === null ? { text: `${column} IS NOT NULL`, parameters: [] } : { text: `${column} > ?`, parameters: [value] };
  }
  return value === null ? { text: '0', parameters: [] } : { text: `(${column} < ? OR ${column} IS NULL)`, parameters: [value] };
};
