import Database from 'better-sqlite3';
import type { ViewIndex } from '@daybook/event-sourcing';
import type { ViewCollection, ViewStore } from '../view-store.port.js';
import { columnOf } from './query-sql.js';
import { SqliteViewCollection } from './sqlite-view-collection.js';

type View = { table_name: string; indexes: string };
const sqlTypes = { text: 'TEXT', number: 'REAL', boolean: 'INTEGER' } as const;

/** Views in one SQLite file. They are derived: a power cut may cost the last commits, and the projector writes them again. */
export class SqliteViewStore implements ViewStore {
  private constructor(private readonly db: Database.Database) {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.exec(`
      CREATE TABLE IF NOT EXISTS views (name TEXT PRIMARY KEY, table_name TEXT NOT NULL, indexes TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
    `);
  }

  static open(file: string): SqliteViewStore {
    return new SqliteViewStore(new Database(file));
  }

  async open<V>(name: string, indexes: readonly ViewIndex[]): Promise<ViewCollection<V>> {
    const known = this.find(name);
    // Other indexes need other columns; the view is derived, so it is built anew.
    if (known !== undefined && known.indexes !== JSON.stringify(indexes)) await this.drop(name);
    if (this.find(name) === undefined) this.create(name, indexes);
    return new SqliteViewCollection<V>(this.db, name, () => `"${this.tableOf(name)}"`, indexes);
  }

  async drop(name: string): Promise<void> {
    const view = this.find(name);
    if (view === undefined) return;
    this.db.transaction(() => {
      this.db.exec(`DROP TABLE "${view.table_name}"`);
      this.db.prepare('DELETE FROM views WHERE name = ?').run(name);
      this.db.prepare('DELETE FROM checkpoints WHERE name = ?').run(name);
    })();
  }

  async replace(name: string, rebuilt: string): Promise<void> {
    const view = this.find(name);
    this.db.transaction(() => {
      if (view !== undefined) this.db.exec(`DROP TABLE "${view.table_name}"`);
      for (const table of ['views', 'checkpoints']) {
        this.db.prepare(`DELETE FROM ${table} WHERE name = ?`).run(name);
        this.db.prepare(`UPDATE ${table} SET name = ? WHERE name = ?`).run(name, rebuilt);
      }
    })();
  }

  async names(): Promise<readonly string[]> {
    return this.db.prepare<[], { name: string }>('SELECT name FROM views ORDER BY name').all().map(({ name }) => name);
  }

  async close(): Promise<void> {
    this.db.close();
  }

  private find(name: string): View | undefined {
    return this.db.prepare<[string], View>('SELECT table_name, indexes FROM views WHERE name = ?').get(name);
  }

  private tableOf(name: string): string {
    const view = this.find(name);
    if (view === undefined) throw new Error(`view ${name} was dropped`);
    return view.table_name;
  }

  private create(name: string, indexes: readonly ViewIndex[]): void {
    const row = this.db.prepare<[], { n: number }>('SELECT coalesce(max(rowid), 0) + 1 AS n FROM views').get();
    const table = `v${row?.n ?? 1}_${name.replace(/[^A-Za-z0-9_]/g, '_')}`;
    const columns = indexes.map(({ field, type }) => `, ${columnOf(field)} ${sqlTypes[type]}`).join('');
    this.db.transaction(() => {
      this.db.exec(`CREATE TABLE "${table}" (id TEXT PRIMARY KEY, position INTEGER NOT NULL, view TEXT${columns}) STRICT, WITHOUT ROWID`);
      for (const [index, { field, within }] of indexes.entries()) {
        const scope = within === undefined ? '' : `${columnOf(within)}, `;
        this.db.exec(`CREATE INDEX "${table}_${index}" ON "${table}" (${scope}${columnOf(field)}, id)`);
      }
      this.db.prepare('INSERT INTO views VALUES (?, ?, ?)').run(name, table, JSON.stringify(indexes));
    })();
  }
}
