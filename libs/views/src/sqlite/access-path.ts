import type { Condition, ViewQuery } from '../view-store.port.js';
import type { Sql } from './keyset.js';
import type { QuerySql } from './query-sql.js';
import type { ViewColumns } from './view-columns.js';

/** So many rows are sorted in about the time that a page takes anyway. */
const fewRows = 1000;

/**
 * Says which index a page is read along. The index of the sort gives the page in its order and stops when it is full,
 * but looks in vain at all that a filter leaves out; the index of a condition that few documents meet gives those, to
 * be sorted. SQLite would guess, without knowing how many there are, and read a whole table to show one page.
 */
export class AccessPath {
  constructor(
    private readonly columns: ViewColumns,
    private readonly sql: QuerySql,
    private readonly count: (probe: Sql, most: number) => number,
  ) {}

  /** The table, with the index to be walked where there is one. */
  source(query: ViewQuery, table: string): string {
    const field = this.selective(query, table) ?? this.sortedBy(query);
    return field === null ? `"${table}"` : this.along(table, field);
  }

  private sortedBy({ sort: [first] = [] }: ViewQuery): string | null {
    return first === undefined || first.field === 'id' ? null : first.field;
  }

  /** Field of the condition that the fewest documents meet, if they are few. */
  private selective(query: ViewQuery, table: string): string | null {
    const sorted = this.sortedBy(query);
    const sortScope = sorted === null ? undefined : this.columns.index(sorted)?.within;
    let best: { field: string | null; matches: number } = { field: null, matches: sorted === null ? Infinity : fewRows + 1 };
    for (const condition of query.where ?? []) {
      const conditions = this.indexed(condition, query.where ?? []);
      if (conditions === null || condition.field === sorted || condition.field === sortScope) continue;
      const matches = this.count(this.sql.probe(conditions, this.along(table, condition.field)), fewRows + 1);
      if (matches < best.matches) best = { field: condition.field, matches };
    }
    return best.field;
  }

  /** The condition and that on the scope of its index; null when no index can be walked for it. */
  private indexed(condition: Condition, where: readonly Condition[]): readonly Condition[] | null {
    const index = this.columns.index(condition.field);
    if (index === undefined || condition.op === 'ne' || condition.op === 'contains') return null;
    if (index.within === undefined) return [condition];
    const scope = where.find(({ field, op }) => field === index.within && op === 'eq');
    return scope === undefined ? null : [scope, condition];
  }

  private along(table: string, field: string): string {
    return `"${table}" INDEXED BY ${this.columns.indexOn(table, field)}`;
  }
}
