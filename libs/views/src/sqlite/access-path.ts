import type { Condition, ViewQuery } from '../view-store.port.js';
import type { Sql } from './keyset.js';
import type { QuerySql } from './query-sql.js';
import type { ViewColumns } from './view-columns.js';

/** A table with the index to be walked, and rows that are the only ones to be looked at. */
export type Path = Readonly<{ source: string; only: Sql }>;
type Candidate = Path & Readonly<{ matches: number }>;

/** More rows than these are never fetched to be sorted. */
const fewRows = 1000;
const shortestSearched = 3;
const all: Sql = { text: '1', parameters: [] };

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

  along(query: ViewQuery, table: string): Path {
    const sorted = sortField(query);
    const [fewest] = this.candidates(query, table).sort((a, b) => a.matches - b.matches);
    if (sorted === null) return fewest ?? { source: `"${table}"`, only: all };
    const bySort = { source: this.indexed(table, sorted), only: all };
    if (fewest === undefined || fewest.matches > fewRows) return bySort;
    return this.sortReadsMore(query, bySort.source, fewest.matches) ? fewest : bySort;
  }

  /** In the order of the sort about `limit` × all ÷ matches are looked at until the page is full, if they lie scattered. */
  private sortReadsMore(query: ViewQuery, source: string, matches: number): boolean {
    const scope = this.scopeOf(sortField(query), query) ?? [];
    const most = Math.ceil(matches ** 2 / query.limit);
    return this.count(this.sql.probe(scope, source), most + 1) > most;
  }

  private candidates(query: ViewQuery, table: string): Candidate[] {
    const sorted = sortField(query);
    const sortScope = sorted === null ? undefined : this.columns.index(sorted)?.within;
    return (query.where ?? []).flatMap((condition) => {
      if (condition.field === sorted || condition.field === sortScope) return [];
      return condition.op === 'contains' ? this.searched(condition, table) : this.narrowed(condition, query, table);
    });
  }

  private narrowed(condition: Condition, query: ViewQuery, table: string): readonly Candidate[] {
    const scope = this.scopeOf(condition.field, query);
    if (scope === null || condition.op === 'ne' || condition.field === 'id') return [];
    const source = this.indexed(table, condition.field);
    return [{ source, only: all, matches: this.count(this.sql.probe([...scope, condition], source), fewRows + 1) }];
  }

  /** Trigrams are of three characters; what they find is compared again. */
  private searched({ field, value }: Extract<Condition, { op: 'contains' }>, table: string): readonly Candidate[] {
    if (this.columns.index(field)?.searched !== true || [...value].length < shortestSearched) return [];
    const text = this.columns.textIndexOn(table, field);
    const parameters = [`"${value.replaceAll('"', '""')}"`];
    const found = `SELECT rowid FROM ${text} WHERE ${text} MATCH ?`;
    const matches = this.count({ text: `SELECT count(*) AS n FROM (${found} LIMIT ?)`, parameters }, fewRows + 1);
    return matches > fewRows ? [] : [{ source: `"${table}" NOT INDEXED`, only: { text: `key IN (${found})`, parameters }, matches }];
  }

  /** The condition on what the index of the field lies within; null when the query leaves that open. */
  private scopeOf(field: string | null, { where = [] }: ViewQuery): readonly Condition[] | null {
    const within = field === null ? undefined : this.columns.index(field)?.within;
    if (within === undefined) return [];
    const scope = where.find((condition) => condition.field === within && condition.op === 'eq');
    return scope === undefined ? null : [scope];
  }

  private indexed(table: string, field: string): string {
    return `"${table}" INDEXED BY ${this.columns.indexOn(table, field)}`;
  }
}

const sortField = ({ sort: [first] = [] }: ViewQuery): string | null => (first === undefined || first.field === 'id' ? null : first.field);
