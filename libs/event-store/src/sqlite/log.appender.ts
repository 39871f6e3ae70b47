import type { Database, Statement } from 'better-sqlite3';
import { EventIdConflict, RevisionConflict, StreamDeleted } from '../event-store.errors.js';
import type { AppendResult, ExpectedRevision, NewEvent } from '../event-store.port.js';

type Placed = { revision: number; position: number };

/** Checks and writes appends inside a transaction that somebody else begins and commits. */
export class LogAppender {
  private readonly lastOf: Statement<[string], Placed>;
  private readonly byId: Statement<[string, string], Placed>;
  private readonly idAt: Statement<[string, number], { id: string; position: number }>;
  private readonly isDeleted: Statement<[string], unknown>;
  private readonly insert: Statement<(string | number)[]>;
  private readonly markDeleted: Statement<[string]>;

  constructor(
    db: Database,
    private nextPosition: number,
  ) {
    this.lastOf = db.prepare('SELECT revision, position FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1');
    this.byId = db.prepare('SELECT revision, position FROM events WHERE stream = ? AND id = ?');
    this.idAt = db.prepare('SELECT id, position FROM events WHERE stream = ? AND revision = ?');
    this.isDeleted = db.prepare('SELECT 1 FROM deleted_streams WHERE stream = ?');
    this.insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.markDeleted = db.prepare('INSERT INTO deleted_streams VALUES (?)');
  }

  get head(): number {
    return this.nextPosition - 1;
  }

  /** After a rollback the positions given in the lost transaction are free again. */
  resetTo(head: number): void {
    this.nextPosition = head + 1;
  }

  /** @throws StreamDeleted, RevisionConflict, EventIdConflict before anything is written */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): AppendResult {
    if (this.isDeleted.get(stream) !== undefined) throw new StreamDeleted(stream);
    const last = this.lastOf.get(stream)?.revision ?? -1;
    const earlier = this.earlierAppend(stream, events, expected, last);
    if (earlier !== null) return earlier;
    if (!fits(expected, last)) throw new RevisionConflict(stream, expected, last === -1 ? null : last);
    const recordedAt = new Date().toISOString();
    events.forEach(({ id, type, schemaVersion, metadata, data }, index) => {
      const texts = [recordedAt, JSON.stringify(metadata), JSON.stringify(data ?? null)];
      this.insert.run(this.nextPosition + index, stream, last + 1 + index, id, type, schemaVersion, ...texts);
    });
    this.nextPosition += events.length;
    return { revision: last + events.length, position: this.nextPosition - 1 };
  }

  delete(stream: string): void {
    this.markDeleted.run(stream);
  }

  /** The same ids where this append would have put them: it is a retry. Only some of them: it is not the same append. */
  private earlierAppend(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    last: number,
  ): AppendResult | null {
    const [first] = events;
    if (first === undefined || last === -1) return null;
    const begin = typeof expected === 'number' || expected === 'no-stream' ? startOf(expected) : this.byId.get(stream, first.id)?.revision;
    if (begin === undefined || begin > last) return null;
    const placed = events.map(({ id }, index) => {
      const there = this.idAt.get(stream, begin + index);
      return there?.id === id ? there.position : null;
    });
    if (placed.every((position) => position !== null)) {
      return { revision: begin + events.length - 1, position: placed.at(-1) ?? 0 };
    }
    if (events.some(({ id }) => this.byId.get(stream, id) !== undefined)) throw new EventIdConflict(stream);
    return null;
  }
}

const startOf = (expected: number | 'no-stream'): number => (expected === 'no-stream' ? 0 : expected + 1);

const fits = (expected: ExpectedRevision, last: number): boolean => {
  if (expected === 'any') return true;
  if (expected === 'stream-exists') return last >= 0;
  return last === (expected === 'no-stream' ? -1 : expected);
};
