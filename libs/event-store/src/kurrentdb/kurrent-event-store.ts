import type { Recorded } from '@daybook/event-sourcing';
import { EventStoreUnavailable } from '../event-store.errors.js';
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
import { checkStream, prepareAppend } from '../prepared-append.js';
import { KurrentAppender } from './kurrent-appender.js';
import { KurrentConnection } from './kurrent-connection.js';
import { timesOf, type KurrentEventStoreOptions, type KurrentTimes } from './kurrent-event-store.options.js';
import { KurrentReader } from './kurrent-reader.js';
import { KurrentTombstoner } from './kurrent-tombstoner.js';
import { LogTail } from './log.tail.js';
import { walkSubscription } from './subscription.walk.js';

/**
 * The log in KurrentDB or EventStoreDB. A position is the commit position of an event; `$` streams, which are the log's
 * own, are not read. Of what the port leaves open: a stream that somebody else has soft-deleted is empty, takes appends
 * at no-stream, and its revisions go on where they stopped; with `any` and `stream-exists` a retry is known for one only
 * while the log remembers the ids, so an unknown outcome of such an append is not sent again.
 */
export class KurrentEventStore implements EventStore {
  private readonly reader: KurrentReader;
  private readonly appender: KurrentAppender;
  private readonly tombstoner: KurrentTombstoner;
  private readonly tail: LogTail;
  private readonly closing = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  private constructor(
    /** The first is for everything, the others for appends alone. */
    private readonly connections: readonly [KurrentConnection, ...KurrentConnection[]],
    private readonly times: KurrentTimes,
  ) {
    const [connection] = connections;
    this.reader = new KurrentReader(connection, times.readTimeoutMs);
    this.appender = new KurrentAppender(connections, this.reader, times.appendTimeoutMs);
    this.tombstoner = new KurrentTombstoner(connection, this.reader, times.appendTimeoutMs);
    this.tail = new LogTail(connection, this.reader, { ...times, signal: this.closing.signal });
  }

  /** Answers at once, whether or not the server is there, e.g. for `kurrentdb://127.0.0.1:2113?tls=false`. */
  static connect(connectionString: string, options: KurrentEventStoreOptions = {}): KurrentEventStore {
    const connection = (): KurrentConnection => new KurrentConnection(connectionString);
    return new KurrentEventStore([connection(), connection(), connection(), connection()], timesOf(options));
  }

  /** @throws InvalidEvent, AppendTooLarge, besides the errors of the port */
  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult> {
    const prepared = prepareAppend(stream, events);
    return this.write(() => this.appender.append({ stream, events: prepared, expected }));
  }

  /** The revision in the answer stands above all others: the log has none for a tombstone. */
  async tombstone(stream: string, expected: ExpectedRevision): Promise<AppendResult> {
    checkStream(stream);
    return this.write(() => this.tombstoner.tombstone(stream, expected));
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<Recorded> {
    return this.reader.stream(stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncGenerator<Recorded> {
    return this.reader.all(options);
  }

  subscribe(options: SubscribeOptions): AsyncGenerator<SubscriptionBatch> {
    const { reader, tail, times } = this;
    const [connection] = this.connections;
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    return walkSubscription({ connection, reader, tail, times }, { ...options, signal });
  }

  headPosition(): Promise<number> {
    return this.reader.headPosition();
  }

  /** Waits for the appends under way; refuses what comes after. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.underWay);
    await Promise.all(this.connections.map((connection) => connection.close()));
  }

  private async write(act: () => Promise<AppendResult>): Promise<AppendResult> {
    if (this.closing.signal.aborted) throw new EventStoreUnavailable('it is closed');
    const written = act();
    this.underWay.add(written);
    return written.finally(() => this.underWay.delete(written));
  }
}
