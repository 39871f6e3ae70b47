import { decodeCursor } from '../view-cursor.js';
import type { Condition, ViewQuery } from '../view-store.port.js';
import { rangesAfter, type Sql } from './keyset.js';
import type { Path } from './access-path.js';
import { stored, type ViewColumns } from './view-columns.js';

type Sort = NonNullable<ViewQuery['sort']>;

const comparisons = { eq: 'IS', ne: 'IS NOT', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** Translates queries over declared fields into SQL with bound values. */
export class QuerySql {
  constructor(private readonly columns: ViewColumns) {}

  /**
   * Queries whose rows, one after the other, are those of the page and what follows it; each takes a limit as its last
   * parameter. @throws UnknownViewField, InvalidCursor
   */
  page(query: ViewQuery, path: Path): readonly Sql[] {
    const sort = query.sort ?? [];
    const where = this.where(query.where ?? []);
    const columns = [...sort.map(({ field }) => this.columns.of(field)), 'id'];
    const order = [...sort.map(({ field, direction }) => `${this.columns.of(field)} ${direction}`), `id ${sort.at(-1)?.direction ?? 'asc'}`];
    return this.ranges(query, sort).map(({ text, parameters }) => ({
      text: `SELECT id, position, view, ${columns.map((column, index) => `${column} AS s${index}`).join(', ')} FROM ${path.source}
        WHERE ${path.only.text} AND ${where.text} AND ${text} ORDER BY ${order.join(', ')} LIMIT ?`,
      parameters: [...path.only.parameters, ...where.parameters, ...parameters],
    }));
  }

  count(where: readonly Condition[], source: string): Sql {
    const { text, parameters } = this.where(where);
    return { text: `SELECT count(*) AS n FROM ${source} WHERE ${text}`, parameters };
  }

  /** How many documents, tombstones among them, meet the conditions; counts no further than its last parameter. */
  probe(conditions: readonly Condition[], source: string): Sql {
    const { text, parameters } = this.all(conditions);
    return { text: `SELECT count(*) AS n FROM (SELECT 1 FROM ${source}${text === '' ? '' : ` WHERE ${text}`} LIMIT ?)`, parameters };
  }

  private where(conditions: readonly Condition[]): Sql {
    const { text, parameters } = this.all(conditions);
    return { text: conditions.length === 0 ? 'view IS NOT NULL' : `view IS NOT NULL AND ${text}`, parameters };
  }

  private all(conditions: readonly Condition[]): Sql {
    const parts = conditions.map((condition) => this.condition(condition));
    return { text: parts.map(({ text }) => text).join(' AND '), parameters: parts.flatMap(({ parameters }) => parameters) };
  }

  private condition(condition: Condition): Sql {
    const column = this.columns.of(condition.field);
    if (condition.op === 'in') {
      return { text: `${column} IN (${condition.value.map(() => '?').join(', ')})`, parameters: condition.value.map(stored) };
    }
    if (condition.op === 'contains') {
      return { text: `instr(lower(${column}), lower(?)) > 0`, parameters: [condition.value] };
    }
    return { text: `${column} ${comparisons[condition.op]} ?`, parameters: [stored(condition.value)] };
  }

  private ranges(query: ViewQuery, sort: Sort): readonly Sql[] {
    if (query.cursor === undefined) return [{ text: '1', parameters: [] }];
    const { v, id } = decodeCursor(query, query.cursor);
    const keys = sort.map(({ field, direction }, index) => ({ column: this.columns.of(field), direction, value: v[index] ?? null }));
    return rangesAfter(keys, id);
  }
}
