import type { Database } from 'better-sqlite3';
import { openConsumerState } from './consumer-state.schema.js';
import { SqliteConsumerOffsets } from './sqlite-consumer-offsets.js';
import { SqliteDeadLetters } from './sqlite-dead-letters.js';

/** What the consumers of one process remember, in one SQLite file. */
export class SqliteConsumerState {
  readonly offsets: SqliteConsumerOffsets;
  readonly deadLetters: SqliteDeadLetters;

  private constructor(private readonly db: Database) {
    this.offsets = new SqliteConsumerOffsets(db);
    this.deadLetters = new SqliteDeadLetters(db);
  }

  /** Creates the file when it is missing; its folder must exist. */
  static open(file: string): SqliteConsumerState {
    return new SqliteConsumerState(openConsumerState(file));
  }

  close(): void {
    this.db.close();
  }
}
