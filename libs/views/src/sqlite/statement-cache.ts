import type { Database, Statement } from 'better-sqlite3';

const mostStatements = 256;

/** Prepared statements by their text; of those that nobody has asked for lately the oldest go. */
export class StatementCache {
  private readonly statements = new Map<string, Statement<unknown[]>>();

  constructor(
    private readonly db: Database,
    private readonly capacity: number = mostStatements,
  ) {}

  get size(): number {
    return this.statements.size;
  }

  prepare<Row>(text: string): Statement<unknown[], Row> {
    const statement = this.statements.get(text) ?? this.db.prepare<unknown[]>(text);
    // A Map keeps the order of insertion, so that the first is the one that was not used for the longest time.
    this.statements.delete(text);
    this.statements.set(text, statement);
    if (this.statements.size > this.capacity) this.statements.delete(this.statements.keys().next().value ?? text);
    return statement as Statement<unknown[], Row>;
  }

  /** For when tables that statements name are gone. */
  clear(): void {
    this.statements.clear();
  }
}
