import type { Database, Statement } from 'better-sqlite3';
import type { Recorded } from '@daybook/event-sourcing';
import { EventStoreUnavailable } from '../event-store.errors.js';
import { streamDeleted } from '../stream-deleted.js';
import { charactersOf, columns, recordedOf, type EventRow } from './log.rows.js';

export type Direction = 'forwards' | 'backwards';

/** `full` says that the page ended at its limit, so that there may be more. */
export type Page = Readonly<{ events: readonly Recorded[]; full: boolean }>;

/** With the characters of the JSON of its events. */
export type ReadPage = Page & Readonly<{ characters: number }>;

/** An inclusive range of positions. */
export type Positions = Readonly<{ from: number; to: number }>;

/** A page ends early when its JSON reaches this many characters, so that large events do not fill the memory. */
export const mostPageCharacters = 4 * 1024 * 1024;

/** What the log is read by. */
export interface LogPages {
  isDeleted(stream: string): boolean;
  streamPage(stream: string, from: number, direction: Direction, limit: number): Page;
  logPage(positions: Positions, prefixes: readonly string[], direction: Direction, limit: number): Page;
}

/** Reads pages of the log; no cursor stays open between them. */
export class LogReader implements LogPages {
  private readonly statements = new Map<string, Statement<unknown[], EventRow>>();

  private readonly lastType: Statement<[string], string>;

  constructor(private readonly db: Database) {
    const lastType = 'SELECT type FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1';
    this.lastType = db.prepare<[string], string>(lastType).pluck();
  }

  head(): number {
    const row = this.db.prepare<[], { head: number | null }>('SELECT max(position) AS head FROM events').get();
    return row?.head ?? 0;
  }

  isDeleted(stream: string): boolean {
    this.assertOpen();
    return this.lastType.get(stream) === streamDeleted;
  }

  streamPage(stream: string, from: number, direction: Direction, limit: number): ReadPage {
    const [compare, order] = direction === 'forwards' ? ['>=', 'ASC'] : ['<=', 'DESC'];
    const sql = `SELECT ${columns} FROM events WHERE stream = ? AND revision ${compare} ? ORDER BY revision ${order} LIMIT ?`;
    return this.page(sql, [stream, from, limit], limit);
  }

  logPage({ from, to }: Positions, prefixes: readonly string[], direction: Direction, limit: number): ReadPage {
    const ranges = prefixes.map(() => '(stream >= ? AND stream < ?)').join(' OR ');
    const filter = prefixes.length === 0 ? '' : `AND (${ranges})`;
    const order = direction === 'forwards' ? 'ASC' : 'DESC';
    // The planner may otherwise prefer the stream index and sort what it finds.
    const sql = `SELECT ${columns} FROM events NOT INDEXED WHERE position BETWEEN ? AND ? ${filter} ORDER BY position ${order} LIMIT ?`;
    return this.page(sql, [from, to, ...prefixes.flatMap(rangeOf), limit], limit);
  }

  /** A log may be closed between two pages. @throws EventStoreUnavailable */
  assertOpen(): void {
    if (!this.db.open) throw new EventStoreUnavailable('it is closed');
  }

  private page(sql: string, parameters: readonly (string | number)[], limit: number): ReadPage {
    const events: Recorded[] = [];
    let characters = 0;
    for (const row of this.statement(sql).iterate(...parameters)) {
      events.push(recordedOf(row));
      characters += charactersOf(row);
      if (characters >= mostPageCharacters) return { events, full: true, characters };
    }
    return { events, full: events.length === limit, characters };
  }

  private statement(sql: string): Statement<unknown[], EventRow> {
    this.assertOpen();
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare<unknown[], EventRow>(sql).raw();
      this.statements.set(sql, statement);
    }
    return statement;
  }
}

/** All names that begin with the prefix. */
const rangeOf = (prefix: string): readonly [string, string] => [prefix, `${prefix}\u{10ffff}`];
