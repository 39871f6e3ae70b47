import Database from 'better-sqlite3';
import type { ViewIndex } from '@daybook/event-sourcing';
import type { ViewCollection, ViewStore } from '../view-store.port.js';
import { SqliteViewCollection } from './sqlite-view-collection.js';
import { StatementCache } from './statement-cache.js';
import { ViewColumns } from './view-columns.js';

type View = Readonly<{ name: string; table_name: string; indexes: string }>;

/** 16 MB: pages that are written again and again are copied into the file a quarter as often. */
const pagesPerCheckpoint = 4096;

/** Of the tables; views of another layout are built anew. */
const layout = 3;

/** Views in one SQLite file. They are derived: a power cut may cost the last commits, and the projector writes them again. */
export class SqliteViewStore implements ViewStore {
  private readonly statements: StatementCache;
  /** What stands in the table `views`: only this process writes it. */
  private readonly views: Map<string, View>;

  private constructor(private readonly db: Database.Database) {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`);
    db.exec(`
      CREATE TABLE IF NOT EXISTS views (name TEXT PRIMARY KEY, table_name TEXT NOT NULL, indexes TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
    `);
    this.statements = new StatementCache(db);
    this.views = new Map(this.read().map((view) => [view.name, view]));
    if (db.pragma('user_version', { simple: true }) !== layout) this.beginAnew();
  }

  static open(file: string): SqliteViewStore {
    return new SqliteViewStore(new Database(file));
  }

  async open<V>(name: string, indexes: readonly ViewIndex[]): Promise<ViewCollection<V>> {
    const columns = new ViewColumns(indexes);
    // Other indexes need other columns; the view is derived, so it is built anew.
    if (this.views.get(name)?.indexes !== JSON.stringify(indexes)) await this.drop(name);
    if (!this.views.has(name)) this.create(name, columns);
    return new SqliteViewCollection<V>(this.db, this.statements, { name, table: () => this.tableOf(name), columns });
  }

  async drop(name: string): Promise<void> {
    const view = this.views.get(name);
    if (view === undefined) return;
    this.db.transaction(() => {
      this.removeTable(view);
      for (const table of ['views', 'checkpoints']) this.db.prepare(`DELETE FROM ${table} WHERE name = ?`).run(name);
    })();
    this.reload();
  }

  async replace(name: string, rebuilt: string): Promise<void> {
    const view = this.views.get(name);
    this.db.transaction(() => {
      if (view !== undefined) this.removeTable(view);
      for (const table of ['views', 'checkpoints']) {
        this.db.prepare(`DELETE FROM ${table} WHERE name = ?`).run(name);
        this.db.prepare(`UPDATE ${table} SET name = ? WHERE name = ?`).run(name, rebuilt);
      }
    })();
    this.reload();
  }

  async names(): Promise<readonly string[]> {
    return [...this.views.keys()].sort();
  }

  async close(): Promise<void> {
    this.db.close();
  }

  private tableOf(name: string): string {
    const view = this.views.get(name);
    if (view === undefined) throw new Error(`view ${name} was dropped`);
    return view.table_name;
  }

  private create(name: string, columns: ViewColumns): void {
    const row = this.db.prepare<[], { n: number }>('SELECT coalesce(max(rowid), 0) + 1 AS n FROM views').get();
    const table = `v${row?.n ?? 1}_${name.replace(/[^A-Za-z0-9_]/g, '_')}`;
    this.db.transaction(() => {
      for (const statement of columns.definition(table)) this.db.exec(statement);
      this.db.prepare('INSERT INTO views VALUES (?, ?, ?)').run(name, table, JSON.stringify(columns.indexes));
    })();
    this.reload();
  }

  private removeTable({ table_name: table, indexes }: View): void {
    const columns = new ViewColumns(JSON.parse(indexes) as readonly ViewIndex[]);
    for (const statement of columns.removal(table)) this.db.exec(statement);
  }

  private beginAnew(): void {
    this.db.transaction(() => {
      for (const view of this.views.values()) this.removeTable(view);
      this.db.exec(`DELETE FROM views; DELETE FROM checkpoints; PRAGMA user_version = ${layout}`);
    })();
    this.reload();
  }

  private reload(): void {
    this.statements.clear();
    this.views.clear();
    for (const view of this.read()) this.views.set(view.name, view);
  }

  private read(): readonly View[] {
    return this.db.prepare<[], View>('SELECT name, table_name, indexes FROM views').all();
  }
}
