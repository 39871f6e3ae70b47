import type { Database, Statement } from 'better-sqlite3';
import { EventIdConflict, RevisionConflict, StreamDeleted } from '../event-store.errors.js';
import type { AppendResult, ExpectedRevision } from '../event-store.port.js';
import { streamDeleted } from '../stream-deleted.js';
import type { EventRow } from './log.rows.js';
import type { PreparedEvent } from '../prepared-append.js';

/** Checks and writes appends inside a transaction that somebody else begins and ends. */
export class LogAppender {
  private readonly lastOf: Statement<[string], { revision: number; type: string }>;
  private readonly placeOf: Statement<[string, string], AppendResult>;
  private readonly insert: Statement<(string | number)[]>;
  private written: number;
  private rows: EventRow[] = [];

  constructor(
    db: Database,
    private committed: number,
  ) {
    this.written = committed;
    this.lastOf = db.prepare('SELECT revision, type FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1');
    this.placeOf = db.prepare('SELECT revision, position FROM events WHERE stream = ? AND id = ?');
    this.insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** Position of the last durable event. */
  get head(): number {
    return this.committed;
  }

  /** The transaction is durable: so are the positions given in it. Answers what was written in it. */
  commit(): readonly EventRow[] {
    const { rows } = this;
    this.committed = this.written;
    this.rows = [];
    return rows;
  }

  /** The transaction is lost: the positions given in it are free again. */
  rollback(): void {
    this.written = this.committed;
    this.rows = [];
  }

  /** @throws StreamDeleted, RevisionConflict, EventIdConflict before anything is written */
  append(stream: string, events: readonly PreparedEvent[], expected: ExpectedRevision): AppendResult {
    const last = this.lastOf.get(stream);
    if (last?.type === streamDeleted) throw new StreamDeleted(stream);
    const revision = last?.revision ?? -1;
    const earlier = last === undefined ? null : this.earlierAppend(stream, events, expected);
    if (earlier !== null) return earlier;
    if (!fits(expected, revision)) throw new RevisionConflict(stream, expected, last?.revision ?? null);
    const recordedAt = new Date().toISOString();
    events.forEach(({ id, type, schemaVersion, metadata, data }, index) => {
      const row: EventRow = [this.written + 1 + index, stream, revision + 1 + index, id, type, schemaVersion, recordedAt, metadata, data];
      this.insert.run(...row);
      this.rows.push(row);
    });
    this.written += events.length;
    return { revision: revision + events.length, position: this.written };
  }

  /** The same ids, in order, where this append would have put them: it is a retry. Only some of them: it is another append. */
  private earlierAppend(stream: string, events: readonly PreparedEvent[], expected: ExpectedRevision): AppendResult | null {
    const places = events.map(({ id }) => this.placeOf.get(stream, id));
    if (places.every((place) => place === undefined)) return null;
    const begin = startOf(expected) ?? places[0]?.revision ?? -1;
    const last = places.at(-1);
    if (last === undefined || places.some((place, index) => place?.revision !== begin + index)) throw new EventIdConflict(stream);
    return last;
  }
}

const startOf = (expected: ExpectedRevision): number | null => {
  if (expected === 'no-stream') return 0;
  return typeof expected === 'number' ? expected + 1 : null;
};

const fits = (expected: ExpectedRevision, revision: number): boolean => {
  if (expected === 'any') return true;
  if (expected === 'stream-exists') return revision >= 0;
  return revision === (expected === 'no-stream' ? -1 : expected);
};
