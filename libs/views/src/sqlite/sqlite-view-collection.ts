import type { Database, Statement } from 'better-sqlite3';
import { encodeCursor } from '../view-cursor.js';
import { ViewWriteConflict } from '../view-store.errors.js';
import type { Condition, Scalar, StoredView, ViewCollection, ViewDocument, ViewPage, ViewQuery, ViewWrite } from '../view-store.port.js';
import { AccessPath } from './access-path.js';
import { QuerySql } from './query-sql.js';
import type { StatementCache } from './statement-cache.js';
import { stored, type ViewColumns } from './view-columns.js';

type Row = Readonly<{ id: string; position: number; view: string | null }>;
type PageRow = Row & Record<string, Scalar>;

/** Where a view is kept: the table changes when a rebuilt view takes its place. */
export type ViewPlace = Readonly<{ name: string; table: () => string; columns: ViewColumns }>;

const pageSize = 500;

const fieldOf = (view: unknown, path: string): Scalar => {
  const value = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], view);
  return value === undefined || (typeof value === 'object' && value !== null) ? null : (value as Scalar);
};

/** Documents of one projection in one table; a column with an index for each declared field. */
export class SqliteViewCollection<View> implements ViewCollection<View> {
  private readonly sql: QuerySql;
  private readonly path: AccessPath;

  constructor(
    private readonly db: Database,
    private readonly statements: StatementCache,
    private readonly place: ViewPlace,
  ) {
    this.sql = new QuerySql(place.columns);
    this.path = new AccessPath(place.columns, this.sql, ({ text, parameters }, most) => this.numberOf(text, [...parameters, most]));
  }

  async get(id: string): Promise<ViewDocument<View> | null> {
    const row = this.byId().get(id);
    return row === undefined || row.view === null ? null : { id, position: row.position, view: JSON.parse(row.view) as View };
  }

  async query(query: ViewQuery): Promise<ViewPage<View>> {
    const rows = this.rows(query);
    const items = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? items.at(-1) : undefined;
    const values = last === undefined ? [] : (query.sort ?? []).map((_, index) => last[`s${index}`] ?? null);
    return {
      items: items.map(({ id, position, view }) => ({ id, position, view: JSON.parse(view ?? 'null') as View })),
      nextCursor: last === undefined ? null : encodeCursor(query, values, last.id),
    };
  }

  async count(where: readonly Condition[] = []): Promise<number> {
    const { text, parameters } = this.sql.count(where, `"${this.place.table()}"`);
    return this.numberOf(text, parameters);
  }

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, StoredView<View>>> {
    const select = this.byId();
    const found = ids.map((id) => select.get(id)).filter((row) => row !== undefined);
    return new Map(found.map(({ id, position, view }) => [id, { id, position, view: view === null ? null : (JSON.parse(view) as View) }]));
  }

  async write(writes: readonly ViewWrite<View>[], checkpoint: number): Promise<void> {
    const { name, columns } = this.place;
    const insert = this.inserting();
    const update = this.updating();
    const advance = this.statements.prepare(
      'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = max(position, excluded.position)',
    );
    this.db.transaction(() => {
      for (const { id, expectedPosition, position, view } of writes) {
        const values = [...columns.indexes.map(({ field }) => stored(view === null ? null : fieldOf(view, field)))];
        const text = view === null ? null : JSON.stringify(view);
        const { changes } =
          expectedPosition === null ? insert.run(id, position, ...values, text) : update.run(position, ...values, text, id, expectedPosition);
        if (changes !== 1) throw new ViewWriteConflict(name, id);
      }
      advance.run(name, checkpoint);
    })();
  }

  async checkpoint(): Promise<number> {
    const select = this.statements.prepare<{ position: number }>('SELECT position FROM checkpoints WHERE name = ?');
    return select.get(this.place.name)?.position ?? 0;
  }

  async sweep(upTo: number, most: number): Promise<number> {
    const source = this.place.columns.tombstonesOf(this.place.table());
    const remove = this.prepare(`DELETE FROM $view WHERE key IN (SELECT key FROM ${source} AND position <= ? LIMIT ?)`);
    return remove.run(Math.min(upTo, await this.checkpoint()), most).changes;
  }

  async *all(): AsyncGenerator<ViewDocument<View>> {
    let after = '';
    for (;;) {
      const rows = this.prepare<Row>('SELECT id, position, view FROM $view WHERE id > ? AND view IS NOT NULL ORDER BY id LIMIT ?').all(after, pageSize);
      for (const { id, position, view } of rows) yield { id, position, view: JSON.parse(view ?? 'null') as View };
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }

  /** One row more than the limit, where there is one: then there is a next page. */
  private rows(query: ViewQuery): readonly PageRow[] {
    const rows: PageRow[] = [];
    for (const { text, parameters } of this.sql.page(query, this.path.along(query, this.place.table()))) {
      rows.push(...this.statements.prepare<PageRow>(text).all(...parameters, query.limit + 1 - rows.length));
      if (rows.length > query.limit) break;
    }
    return rows;
  }

  private numberOf(sql: string, parameters: readonly (string | number | null)[]): number {
    return this.statements.prepare<{ n: number }>(sql).get(...parameters)?.n ?? 0;
  }

  private byId(): Statement<unknown[], Row> {
    return this.prepare<Row>('SELECT id, position, view FROM $view WHERE id = ?');
  }

  private inserting(): Statement<unknown[], unknown> {
    const names = ['id', 'position', ...this.place.columns.all, 'view'];
    return this.prepare(`INSERT INTO $view (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`);
  }

  private updating(): Statement<unknown[], unknown> {
    const fields = this.place.columns.all.map((column) => `${column} = ?, `).join('');
    return this.prepare(`UPDATE $view SET position = ?, ${fields}view = ? WHERE id = ? AND position = ?`);
  }

  private prepare<R>(sql: string): Statement<unknown[], R> {
    return this.statements.prepare<R>(sql.replace('$view', `"${this.place.table()}"`));
  }
}
