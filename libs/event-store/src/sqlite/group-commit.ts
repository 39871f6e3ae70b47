import Database from 'better-sqlite3';
import { DomainError } from '@daybook/event-sourcing';
import { EventStoreUnavailable } from '../event-store.errors.js';

type Pending = { readonly write: () => unknown; readonly resolve: (value: never) => void; readonly reject: (error: unknown) => void };

const mostWritesPerCommit = 512;

/**
 * Writes that arrive while the event loop turns once share one transaction, and so one fsync. A write that breaks a
 * rule is refused alone; a failure of the disk refuses all of its transaction.
 */
export class GroupCommit {
  private readonly queue: Pending[] = [];
  private scheduled = false;
  private closed = false;

  constructor(
    private readonly db: Database.Database,
    private readonly hooks: Readonly<{ committed: () => void; rolledBack: () => void }>,
  ) {}

  /** Runs `write` in the next transaction and answers when that is durable. */
  submit<T>(write: () => T): Promise<T> {
    if (this.closed) return Promise.reject(new EventStoreUnavailable('it is closed'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ write, resolve: resolve as (value: never) => void, reject });
      this.schedule();
    });
  }

  close(): void {
    while (this.queue.length > 0) this.flush();
    this.closed = true;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.closed) return;
      this.flush();
      if (this.queue.length > 0) this.schedule();
    });
  }

  private flush(): void {
    const batch = this.queue.splice(0, mostWritesPerCommit);
    const answers: (() => void)[] = [];
    try {
      this.db.exec('BEGIN IMMEDIATE');
      for (const pending of batch) answers.push(attempt(pending));
      this.db.exec('COMMIT');
    } catch (cause) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      this.hooks.rolledBack();
      const reason = cause instanceof Database.SqliteError ? `${cause.code} ${cause.message}` : String(cause);
      const refusal = new EventStoreUnavailable(reason, { cause });
      for (const { reject } of batch) reject(refusal);
      return;
    }
    for (const answer of answers) answer();
    this.hooks.committed();
  }
}

const attempt = ({ write, resolve, reject }: Pending): (() => void) => {
  try {
    const value = write() as never;
    return () => resolve(value);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return () => reject(error);
  }
};
