import type { Database } from 'better-sqlite3';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters, Failure, Lane, LetterCount } from '../consumer/dead-letters.port.js';
import { letterOf, rowOf, type DeadLetterRow } from './dead-letter.rows.js';

const columns = 'sequence, id, consumer, message, reason, failure, attempts, first_at, last_at';
const pending = 'discarded_at IS NULL';
const laneOf = 'consumer = ? AND kind = ? AND key = ? AND holds = 1';
// As the index has it, to the letter.
const position = "coalesce(message ->> 'position', 0)";

/** Dead letters in SQLite. An applied letter leaves the table, a discarded one stays with who gave it up. */
export class SqliteDeadLetters implements DeadLetters {
  constructor(private readonly db: Database) {}

  async add(letter: DeadLetter): Promise<boolean> {
    this.db
      .prepare(
        `INSERT INTO dead_letters (id, consumer, kind, key, holds, message, reason, failure, attempts, first_at, last_at)
         VALUES (@id, @consumer, @kind, @key, @holds, @message, @reason, @failure, @attempts, @firstAt, @lastAt)
         ON CONFLICT (id) DO NOTHING`,
      )
      .run(rowOf(letter));
    return (await this.find(letter.id)) !== null;
  }

  async list({ consumer, limit, after = '0' }: DeadLetterQuery): Promise<DeadLetterPage> {
    const of = consumer ?? null;
    const rows = this.db
      .prepare<unknown[], DeadLetterRow>(
        `SELECT ${columns} FROM dead_letters
         WHERE ${pending} AND sequence > ? AND (? IS NULL OR consumer = ?) ORDER BY sequence LIMIT ?`,
      )
      .all(Number(after), of, of, limit + 1);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(letterOf), nextCursor: rows.length > limit && last !== undefined ? String(last.sequence) : null };
  }

  async find(id: string): Promise<DeadLetter | null> {
    const row = this.db
      .prepare<[string], DeadLetterRow>(`SELECT ${columns} FROM dead_letters WHERE id = ? AND ${pending}`)
      .get(id);
    return row === undefined ? null : letterOf(row);
  }

  async firstOf({ consumer, kind, key }: Lane): Promise<DeadLetter | null> {
    const row = this.db
      .prepare<[string, string, string], DeadLetterRow>(
        `SELECT ${columns} FROM dead_letters WHERE ${laneOf} AND ${pending} ORDER BY ${position}, sequence LIMIT 1`,
      )
      .get(consumer, kind, key);
    return row === undefined ? null : letterOf(row);
  }

  async heldKeys(consumer: string, kind: ConsumedMessage['kind']): Promise<ReadonlyMap<string, number>> {
    const rows = this.db
      .prepare<[string, string], { key: string; position: number }>(
        `SELECT key, max(${position}) AS position FROM dead_letters
         WHERE consumer = ? AND kind = ? AND holds = 1 AND ${pending} GROUP BY key`,
      )
      .all(consumer, kind);
    return new Map(rows.map(({ key, position }) => [key, position]));
  }

  async failedAgain(id: string, failure: Failure, attempts: number, at: string): Promise<void> {
    this.db
      .prepare(`UPDATE dead_letters SET reason = 'failed', failure = ?, attempts = attempts + ?, last_at = ? WHERE id = ?`)
      .run(JSON.stringify(failure), attempts, at, id);
  }

  async applied(id: string): Promise<void> {
    this.db.prepare(`DELETE FROM dead_letters WHERE id = ? AND ${pending}`).run(id);
  }

  async discarded(id: string, actor: string, reason: string, at: string): Promise<void> {
    this.db
      .prepare(
        `UPDATE dead_letters SET discarded_at = ?, discarded_by = ?, discarded_reason = ? WHERE id = ? AND ${pending}`,
      )
      .run(at, actor, reason, id);
  }

  async counts(): Promise<readonly LetterCount[]> {
    return this.db
      .prepare<[], LetterCount>(`SELECT consumer, kind, count(*) AS letters FROM dead_letters WHERE ${pending} GROUP BY consumer, kind`)
      .all();
  }
}
