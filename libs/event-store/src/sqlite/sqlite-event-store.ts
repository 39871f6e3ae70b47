import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Recorded } from '@daybook/event-sourcing';
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  NewEvent,
  ReadAllOptions,
  ReadStreamOptions,
  SubscribeOptions,
  SubscriptionBatch,
} from '../event-store.port.js';
import { checkAppend } from './append.check.js';
import { CommitSignal } from './commit-signal.js';
import { GroupCommit } from './group-commit.js';
import { LogAppender } from './log.appender.js';
import { LogReader } from './log.reader.js';
import { openLog } from './log.schema.js';

const pageSize = 500;
const systemMetadata = { actor: 'system:event-store', correlationId: 'tombstone' } as const;

/** The log in one SQLite file that this process owns: WAL, an fsync before every acknowledgement, group commit. */
export class SqliteEventStore implements EventStore {
  private readonly appender: LogAppender;
  private readonly reader: LogReader;
  private readonly commits: GroupCommit;
  private readonly signal = new CommitSignal();
  private readonly closing = new AbortController();

  private constructor(private readonly db: Database) {
    this.reader = new LogReader(db);
    this.appender = new LogAppender(db, this.reader.head() + 1);
    this.commits = new GroupCommit(db, {
      committed: () => this.signal.notify(),
      rolledBack: () => this.appender.resetTo(this.reader.head()),
    });
  }

  /** Creates the file when it is missing; `:memory:` for a log that nobody needs later. @throws EventStoreLocked */
  static open(file: string): SqliteEventStore {
    return new SqliteEventStore(openLog(file));
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    checkAppend(stream, events);
    return this.commits.submit(() => this.appender.append(stream, events, expected));
  }

  tombstone(stream: string, expected: ExpectedRevision): Promise<AppendResult> {
    const marker: NewEvent = { type: '$deleted', schemaVersion: 1, data: {}, id: randomUUID(), metadata: systemMetadata };
    return this.commits.submit(() => {
      const result = this.appender.append(stream, [marker], expected);
      this.appender.delete(stream);
      return result;
    });
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<Recorded> {
    const { direction = 'forwards', limit = Infinity } = options;
    if (this.reader.isDeleted(stream)) return;
    let from = options.fromRevision ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
    let left = limit;
    while (left > 0) {
      const wanted = Math.min(pageSize, left);
      const page = this.reader.streamPage(stream, from, direction, wanted);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < wanted) return;
      from = last.revision + (direction === 'forwards' ? 1 : -1);
      left -= page.length;
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<Recorded> {
    const { direction = 'forwards', limit = Infinity, streamPrefixes = [] } = options;
    let after = options.after ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
    let left = limit;
    while (left > 0) {
      const wanted = Math.min(pageSize, left);
      const page = this.reader.logPage(after, streamPrefixes, direction, wanted);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < wanted) return;
      after = last.position;
      left -= page.length;
    }
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<SubscriptionBatch> {
    const { streamPrefixes = [], maxBatchSize = pageSize } = options;
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    let after = options.after;
    let announced = false;
    while (!signal.aborted) {
      const head = this.appender.head;
      const events = head > after ? this.reader.logPage(after, streamPrefixes, 'forwards', maxBatchSize) : [];
      const caughtUp = events.length < maxBatchSize;
      const position = caughtUp ? Math.max(head, after) : (events.at(-1)?.position ?? after);
      if (position > after || !announced) {
        announced = true;
        after = position;
        yield { events, position, caughtUp };
        continue;
      }
      await this.signal.next(signal);
    }
  }

  async headPosition(): Promise<number> {
    return this.appender.head;
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.commits.close();
    this.closing.abort();
    this.db.close();
  }
}
