import Database from 'better-sqlite3';
import type { NewEvent } from '@daybook/event-store';

type Row = Readonly<{ metadata: string; data: string }>;

/** The same table, pragmas and inserts without anything around them: what SQLite itself can do. */
export class RawLog {
  private readonly insert;
  private readonly scanned;
  private position: number;

  constructor(private readonly db: Database.Database) {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('wal_autocheckpoint = 4096');
    this.insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.scanned = db.prepare<[], Row>('SELECT * FROM events ORDER BY position');
    this.position = db.prepare<[], number>('SELECT ifnull(max(position), 0) FROM events').pluck().get() ?? 0;
  }

  /** A file that an event store has laid out. */
  static open(file: string): RawLog {
    return new RawLog(new Database(file));
  }

  append(batch: readonly Readonly<{ stream: string; revision: number; event: NewEvent }>[]): void {
    this.db.exec('BEGIN IMMEDIATE');
    for (const { stream, revision, event } of batch) {
      const { id, type, schemaVersion, metadata, data } = event;
      const texts = [new Date().toISOString(), JSON.stringify(metadata), JSON.stringify(data)];
      this.position += 1;
      this.insert.run(this.position, stream, revision, id, type, schemaVersion, ...texts);
    }
    this.db.exec('COMMIT');
  }

  /** Reads everything once and parses its JSON. */
  scan(): number {
    let events = 0;
    for (const { metadata, data } of this.scanned.iterate()) {
      JSON.parse(metadata);
      JSON.parse(data);
      events += 1;
    }
    return events;
  }

  close(): void {
    this.db.close();
  }
}
