import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
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
import { CommitSignal } from '../commit-signal.js';
import { GroupCommit } from './group-commit.js';
import { LogAppender } from './log.appender.js';
import { forgetHolder, noteHolder } from './log.holder.js';
import { LogReader } from './log.reader.js';
import { RecentLog } from './recent.log.js';
import { streamDeleted } from '../stream-deleted.js';
import { openLog } from './log.schema.js';
import { pageSize, scanForwards, walkLog, walkStream } from './log.walk.js';
import { checkStream, mostDataBytes, prepareAppend, type PreparedEvent } from '../prepared-append.js';

const tombstoneMetadata = JSON.stringify({ actor: 'system:event-store', correlationId: 'tombstone' });

/** `mostDataBytes`: of the data of one event as JSON, 1 MiB when absent. */
export type SqliteEventStoreOptions = Readonly<{ mostDataBytes?: number }>;

/**
 * The log in one SQLite file that this process owns: WAL, an fsync before every acknowledgement, group commit.
 * Nothing else in this process may open and close the file: that would drop the process's lock on it.
 */
export class SqliteEventStore implements EventStore {
  private readonly appender: LogAppender;
  private readonly recent: RecentLog;
  private readonly commits: GroupCommit;
  private readonly signal = new CommitSignal();
  private readonly closing = new AbortController();

  private constructor(
    private readonly file: string,
    private readonly db: Database,
    private readonly mostDataBytes: number,
  ) {
    const reader = new LogReader(db);
    this.recent = new RecentLog(reader);
    this.appender = new LogAppender(db, reader.head());
    this.commits = new GroupCommit(db, {
      committed: () => {
        this.recent.committed(this.appender.commit());
        this.signal.notify();
      },
      rolledBack: () => this.appender.rollback(),
    });
  }

  /**
   * Creates the file when it is missing; `:memory:` for a log that nobody needs later.
   * @throws EventStoreLocked, EventStoreFormatUnknown
   */
  static open(file: string, options: SqliteEventStoreOptions = {}): SqliteEventStore {
    const db = openLog(file);
    if (!db.memory) noteHolder(file);
    return new SqliteEventStore(file, db, options.mostDataBytes ?? mostDataBytes);
  }

  /** @throws InvalidEvent, besides the errors of the port */
  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    const prepared = prepareAppend(stream, events, this.mostDataBytes);
    return this.commits.submit(stream, () => this.appender.append(stream, prepared, expected));
  }

  /** Ends the stream with an event of type `$deleted`: readers of the whole log see it and all before it. */
  async tombstone(stream: string, expected: ExpectedRevision): Promise<AppendResult> {
    checkStream(stream);
    const end: PreparedEvent = { id: randomUUID(), type: streamDeleted, schemaVersion: 1, metadata: tombstoneMetadata, data: '{}' };
    return this.commits.submit(stream, () => this.appender.append(stream, [end], expected));
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<Recorded> {
    return walkStream(this.recent, stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncGenerator<Recorded> {
    return walkLog(this.recent, this.appender.head, options);
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<SubscriptionBatch> {
    const { maxBatchSize = pageSize } = options;
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    let { after } = options;
    for (let announced = false; !signal.aborted; ) {
      const { head } = this.appender;
      if (head <= after && announced) {
        await this.signal.next(signal);
        continue;
      }
      const { events, reached } = head > after ? scanForwards(this.recent, after, head, maxBatchSize, options) : { events: [], reached: after };
      after = reached;
      announced = true;
      yield { events, position: reached, caughtUp: reached >= head };
      // A consumer that never waits must not keep everybody else from running.
      await nextTurn();
    }
  }

  async headPosition(): Promise<number> {
    return this.appender.head;
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.commits.close();
    this.closing.abort();
    if (!this.db.memory) forgetHolder(this.file);
    this.db.close();
  }
}
