import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import type { ConsumerState, DeadLetter, DeadLetterPage } from '../consumer/consumer-state.port.js';

type Row = Omit<DeadLetter, 'message'> & { message: string; seq: number };

const letterOf = ({ seq: _seq, message, ...row }: Row): DeadLetter => ({ ...row, message: JSON.parse(message) as unknown });

/** Positions of consumers and their dead letters in one SQLite file. */
export class SqliteConsumerState implements ConsumerState {
  private constructor(private readonly db: Database.Database) {
    db.pragma('journal_mode = WAL');
    // A letter stands for a fact that its checkpoint passes over: both become durable in this order.
    db.pragma('synchronous = FULL');
    db.exec(`
      CREATE TABLE IF NOT EXISTS checkpoints (consumer TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS applied (
        consumer TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (consumer, key)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS dead_letters (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, consumer TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL,
        position INTEGER, message TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, attempts INTEGER NOT NULL, at TEXT NOT NULL,
        UNIQUE (consumer, position)
      ) STRICT;
      CREATE INDEX IF NOT EXISTS dead_letters_key ON dead_letters (consumer, key, seq);
    `);
  }

  static open(file: string): SqliteConsumerState {
    return new SqliteConsumerState(new Database(file));
  }

  checkpoint(consumer: string): number {
    const select = this.db.prepare<[string], { position: number }>('SELECT position FROM checkpoints WHERE consumer = ?');
    return select.get(consumer)?.position ?? 0;
  }

  appliedAbove(consumer: string, checkpoint: number): ReadonlyMap<string, number> {
    const select = this.db.prepare<[string, number], { key: string; position: number }>(
      'SELECT key, position FROM applied WHERE consumer = ? AND position > ?',
    );
    return new Map(select.all(consumer, checkpoint).map(({ key, position }) => [key, position]));
  }

  save(consumer: string, checkpoint: number, applied: ReadonlyMap<string, number>): void {
    const put = this.db.prepare('INSERT OR REPLACE INTO applied VALUES (?, ?, ?)');
    this.db.transaction(() => {
      this.db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?)').run(consumer, checkpoint);
      this.db.prepare('DELETE FROM applied WHERE consumer = ? AND position <= ?').run(consumer, checkpoint);
      for (const [key, position] of applied) if (position > checkpoint) put.run(consumer, key, position);
    })();
  }

  bury(letter: Omit<DeadLetter, 'id'>): void {
    const { consumer, key, type, position, message, code, reason, attempts, at } = letter;
    // The same fact may be buried again after a crash before its checkpoint.
    this.db
      .prepare(
        `INSERT OR IGNORE INTO dead_letters (id, consumer, key, type, position, message, code, reason, attempts, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(randomUUID(), consumer, key, type, position, JSON.stringify(message), code, reason, attempts, at);
  }

  blockedKeys(consumer: string): ReadonlySet<string> {
    const select = this.db.prepare<[string], { key: string }>(
      'SELECT DISTINCT key FROM dead_letters WHERE consumer = ? AND position IS NOT NULL',
    );
    return new Set(select.all(consumer).map(({ key }) => key));
  }

  letters({ consumer, after, limit }: Readonly<{ consumer?: string; after?: string; limit: number }>): DeadLetterPage {
    const select = this.db.prepare<unknown[], Row>(
      'SELECT * FROM dead_letters WHERE seq > ? AND (? IS NULL OR consumer = ?) ORDER BY seq LIMIT ?',
    );
    const rows = select.all(Number(after ?? 0), consumer ?? null, consumer ?? null, limit + 1);
    const items = rows.slice(0, limit);
    return { items: items.map(letterOf), nextCursor: rows.length > limit ? String(items.at(-1)?.seq) : null };
  }

  letter(id: string): DeadLetter | null {
    const row = this.db.prepare<[string], Row>('SELECT * FROM dead_letters WHERE id = ?').get(id);
    return row === undefined ? null : letterOf(row);
  }

  firstOfKey(consumer: string, key: string): DeadLetter | null {
    const select = this.db.prepare<[string, string], Row>(
      'SELECT * FROM dead_letters WHERE consumer = ? AND key = ? ORDER BY seq LIMIT 1',
    );
    const row = select.get(consumer, key);
    return row === undefined ? null : letterOf(row);
  }

  remove(id: string): void {
    this.db.prepare('DELETE FROM dead_letters WHERE id = ?').run(id);
  }

  close(): void {
    this.db.close();
  }
}
