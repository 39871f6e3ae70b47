import type { Database } from 'better-sqlite3';
import { DomainError } from '@daybook/event-sourcing';
import { AppendOutcomeUnknown, EventStoreUnavailable } from '../event-store.errors.js';
import { sqliteCode } from './sqlite-code.js';

type Pending = Readonly<{
  stream: string;
  write: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}>;

const mostWritesPerCommit = 512;
/** However slow the disk is, no write waits longer than this for others to join it, in ms. */
const longestGatheringMs = 5;

/**
 * Writes that arrive while the event loop turns once share one transaction, and so one fsync. A write that breaks a
 * rule is refused alone; a failure of the disk refuses all of its transaction.
 *
 * The fsync keeps the process from everything else, so where several write at the same time the next commit waits half
 * as long as the last one took: those who were just answered are back by then. One who writes alone never waits.
 */
export class GroupCommit {
  private readonly queue: Pending[] = [];
  private scheduled = false;
  private closed = false;
  private gatheringEndsMs = 0;

  constructor(
    private readonly db: Pick<Database, 'exec' | 'inTransaction'>,
    private readonly hooks: Readonly<{ committed: () => void; rolledBack: () => void }>,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /**
   * Runs `write`, which concerns `stream`, in the next transaction and answers when that is durable.
   * @throws EventStoreUnavailable, AppendOutcomeUnknown and what `write` throws
   */
  submit<T>(stream: string, write: () => T): Promise<T> {
    if (this.closed) return Promise.reject(new EventStoreUnavailable('it is closed'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ stream, write, resolve: resolve as (value: never) => void, reject });
      this.schedule();
    });
  }

  /** Carries out what was submitted before and refuses what comes after. */
  close(): void {
    while (this.queue.length > 0) this.flush();
    this.closed = true;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.queue.length > 0 && !this.isGathering()) this.flush();
      if (this.queue.length > 0) this.schedule();
    });
  }

  private isGathering(): boolean {
    return this.queue.length < mostWritesPerCommit && this.nowMs() < this.gatheringEndsMs;
  }

  private flush(): void {
    const beganMs = this.nowMs();
    const batch = this.queue.splice(0, mostWritesPerCommit);
    const answers: (() => void)[] = [];
    let committing = false;
    try {
      this.endTransaction();
      this.db.exec('BEGIN IMMEDIATE');
      for (const pending of batch) answers.push(attempt(pending));
      committing = true;
      this.db.exec('COMMIT');
    } catch (cause) {
      this.rollBack();
      for (const { stream, reject } of batch) reject(refusal(stream, cause, committing));
      return;
    }
    const endedMs = this.nowMs();
    this.gatheringEndsMs = batch.length === 1 ? 0 : endedMs + Math.min(longestGatheringMs, (endedMs - beganMs) / 2);
    this.hooks.committed();
    for (const answer of answers) answer();
  }

  private rollBack(): void {
    this.hooks.rolledBack();
    try {
      this.endTransaction();
    } catch {
      // The next flush begins by trying again.
    }
  }

  /** After some failures SQLite has rolled back by itself, after others not. */
  private endTransaction(): void {
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
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

const refusal = (stream: string, cause: unknown, committing: boolean): DomainError => {
  const code = sqliteCode(cause);
  // The commit record may have reached the disk before the fsync failed: a crash now could still bring it back.
  if (committing && code.startsWith('SQLITE_IOERR')) return new AppendOutcomeUnknown(stream, { cause });
  return new EventStoreUnavailable(`${String(cause)} ${code}`.trim(), { cause });
};
