import type { Database, Statement } from 'better-sqlite3';
import type { ViewIndex } from '@daybook/event-sourcing';
import { encodeCursor } from '../view-cursor.js';
import { ViewWriteConflict } from '../view-store.errors.js';
import type { Condition, Scalar, StoredView, ViewCollection, ViewDocument, ViewPage, ViewQuery, ViewWrite } from '../view-store.port.js';
import { columnOf, QuerySql, stored } from './query-sql.js';

type Row = Readonly<{ id: string; position: number; view: string | null }>;
const pageSize = 500;

const fieldOf = (view: unknown, path: string): Scalar => {
  const value = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], view);
  return value === undefined || (typeof value === 'object' && value !== null) ? null : (value as Scalar);
};

/** Documents of one projection in one table; a column with an index for each declared field. */
export class SqliteViewCollection<View> implements ViewCollection<View> {
  private readonly sql: QuerySql;

  constructor(
    private readonly db: Database,
    private readonly name: string,
    private readonly tableOf: () => string,
    private readonly indexes: readonly ViewIndex[],
  ) {
    this.sql = new QuerySql('$view', indexes);
  }

  async get(id: string): Promise<ViewDocument<View> | null> {
    const row = this.prepare<Row>('SELECT id, position, view FROM $view WHERE id = ?').get(id);
    return row === undefined || row.view === null ? null : { id, position: row.position, view: JSON.parse(row.view) as View };
  }

  async query(query: ViewQuery): Promise<ViewPage<View>> {
    const { text, parameters } = this.sql.page(query);
    const rows = this.prepare<Row & Record<string, Scalar>>(text).all(...parameters);
    const items = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? items.at(-1) : undefined;
    const values = last === undefined ? [] : (query.sort ?? []).map((_, index) => last[`s${index}`] ?? null);
    return {
      items: items.map(({ id, position, view }) => ({ id, position, view: JSON.parse(view ?? 'null') as View })),
      nextCursor: last === undefined ? null : encodeCursor(query, values, last.id),
    };
  }

  async count(where: readonly Condition[] = []): Promise<number> {
    const { text, parameters } = this.sql.count(where);
    return this.prepare<{ n: number }>(text).get(...parameters)?.n ?? 0;
  }

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, StoredView<View>>> {
    const select = this.prepare<Row>('SELECT id, position, view FROM $view WHERE id = ?');
    const found = ids.map((id) => select.get(id)).filter((row) => row !== undefined);
    return new Map(found.map(({ id, position, view }) => [id, { id, position, view: view === null ? null : (JSON.parse(view) as View) }]));
  }

  async write(writes: readonly ViewWrite<View>[], checkpoint: number): Promise<void> {
    const columns = ['id', 'position', 'view', ...this.indexes.map((_, index) => `c${index}`)];
    const insert = this.prepare(`INSERT INTO $view VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`);
    const fields = this.indexColumns().map((column) => `, ${column} = ?`);
    const update = this.prepare(`UPDATE $view SET position = ?, view = ?${fields.join('')} WHERE id = ? AND position = ?`);
    const advance = this.db.prepare(
      'INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = max(position, excluded.position)',
    );
    this.db.transaction(() => {
      for (const { id, expectedPosition, position, view } of writes) {
        const values = this.indexes.map(({ field }) => stored(view === null ? null : fieldOf(view, field)));
        const text = view === null ? null : JSON.stringify(view);
        const { changes } =
          expectedPosition === null
            ? insert.run(id, position, text, ...values)
            : update.run(position, text, ...values, id, expectedPosition);
        if (changes !== 1) throw new ViewWriteConflict(this.name, id);
      }
      advance.run(this.name, checkpoint);
    })();
  }

  async checkpoint(): Promise<number> {
    const select = this.db.prepare<[string], { position: number }>('SELECT position FROM checkpoints WHERE name = ?');
    return select.get(this.name)?.position ?? 0;
  }

  async *all(): AsyncGenerator<ViewDocument<View>> {
    const select = this.prepare<Row>('SELECT id, position, view FROM $view WHERE id > ? AND view IS NOT NULL ORDER BY id LIMIT ?');
    let after = '';
    for (;;) {
      const rows = select.all(after, pageSize);
      for (const { id, position, view } of rows) yield { id, position, view: JSON.parse(view ?? 'null') as View };
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }

  private readonly statements = new Map<string, ReturnType<Database['prepare']>>();

  /** The table's name changes when a rebuilt view takes its place. */
  private prepare<R>(sql: string) {
    const text = sql.replaceAll('$view', this.tableOf());
    const known = this.statements.get(text) ?? this.db.prepare(text);
    this.statements.set(text, known);
    return known as unknown as Statement<unknown[], R>;
  }

  private indexColumns(): readonly string[] {
    return this.indexes.map(({ field }) => columnOf(field));
  }
}
