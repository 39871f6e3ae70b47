import type { Database, Statement } from 'better-sqlite3';
import type { Recorded } from '@daybook/event-sourcing';
import { columns, recordedOf, type EventRow } from './log.rows.js';

type Direction = 'forwards' | 'backwards';
type Parameters = readonly (string | number)[];

/** Reads pages of the log; no cursor stays open between them. */
export class LogReader {
  private readonly statements = new Map<string, Statement<unknown[], EventRow>>();

  constructor(private readonly db: Database) {}

  isDeleted(stream: string): boolean {
    return this.db.prepare('SELECT 1 FROM deleted_streams WHERE stream = ?').get(stream) !== undefined;
  }

  head(): number {
    const row = this.db.prepare<[], { head: number | null }>('SELECT max(position) AS head FROM events').get();
    return row?.head ?? 0;
  }

  streamPage(stream: string, from: number, direction: Direction, limit: number): readonly Recorded[] {
    const [compare, order] = direction === 'forwards' ? ['>=', 'ASC'] : ['<=', 'DESC'];
    const sql = `SELECT ${columns} FROM events WHERE stream = ? AND revision ${compare} ? ORDER BY revision ${order} LIMIT ?`;
    return this.rows(sql, [stream, from, limit]);
  }

  logPage(after: number, prefixes: readonly string[], direction: Direction, limit: number): readonly Recorded[] {
    const [compare, order] = direction === 'forwards' ? ['>', 'ASC'] : ['<', 'DESC'];
    const ranges = prefixes.map(() => '(stream >= ? AND stream < ?)').join(' OR ');
    const filter = prefixes.length === 0 ? '' : `AND (${ranges})`;
    // The planner may otherwise prefer the stream index and sort the whole log.
    const sql = `SELECT ${columns} FROM events NOT INDEXED WHERE position ${compare} ? ${filter} ORDER BY position ${order} LIMIT ?`;
    return this.rows(sql, [after, ...prefixes.flatMap(rangeOf), limit]);
  }

  private rows(sql: string, parameters: Parameters): readonly Recorded[] {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare<unknown[], EventRow>(sql);
      this.statements.set(sql, statement);
    }
    return statement.all(...parameters).map(recordedOf);
  }
}

/** All texts that begin with the prefix. */
const rangeOf = (prefix: string): readonly [string, string] => [prefix, `${prefix}\u{10ffff}`];

