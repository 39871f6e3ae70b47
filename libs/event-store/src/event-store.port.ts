import type { AnyEvent, EventMetadata, Recorded } from '@daybook/event-sourcing';

/** What the stream must look like for an append: its last revision, or a state. */
export type ExpectedRevision = number | 'no-stream' | 'stream-exists' | 'any';

/** An event on its way into the log; `id` is a UUID and stays the same when the append is retried. */
export type NewEvent<E extends AnyEvent = AnyEvent> = E & Readonly<{ id: string; metadata: EventMetadata }>;

/** Revision and position of the last event of the append (of the first append, when this one is its retry). */
export type AppendResult = Readonly<{ revision: number; position: number }>;

export type ReadStreamOptions = Readonly<{
  /** First revision to read, inclusive; forwards from 0 and backwards from the end when absent. */
  fromRevision?: number;
  direction?: 'forwards' | 'backwards';
  limit?: number;
}>;

/** Streams whose name begins with one of the prefixes; absent means all. */
export type StreamFilter = Readonly<{ streamPrefixes?: readonly string[] }>;

export type ReadAllOptions = StreamFilter &
  Readonly<{
    /** Exclusive: forwards reads above it, backwards below it. 0 or a position that the log has given out. */
    after?: number;
    direction?: 'forwards' | 'backwards';
    limit?: number;
  }>;

export type SubscribeOptions = StreamFilter & Readonly<{ after: number; signal: AbortSignal; maxBatchSize?: number }>;

/**
 * Everything that matches up to and including `position` has been delivered. `events` may be empty: the position moved
 * over events that do not match. `caughtUp` says that `position` was the head of the log when the batch was made.
 */
export type SubscriptionBatch = Readonly<{ events: readonly Recorded[]; position: number; caughtUp: boolean }>;

/** The append-only log of events in streams, totally ordered by position. */
export interface EventStore {
  /**
   * Appends all or nothing and answers when it is durable. The same ids again at the same expected revision (or
   * no-stream) answer the first result; after AppendOutcomeUnknown this is how the outcome is found out.
   * @throws RevisionConflict, EventIdConflict, StreamDeleted, EventStoreUnavailable, AppendOutcomeUnknown
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult>;
  /** A stream that does not exist (or was deleted) is empty. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<Recorded>;
  readAll(options?: ReadAllOptions): AsyncIterable<Recorded>;
  /** Catches up from `after`, then follows; ends when the signal aborts. Resubscribes by itself after a lost connection. */
  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionBatch>;
  /**
   * Hides the stream for good; every later append fails. Answers the position of the tombstone, and a revision above all
   * of the stream. @throws RevisionConflict, StreamDeleted, EventStoreUnavailable, AppendOutcomeUnknown
   */
  tombstone(stream: string, expected: ExpectedRevision): Promise<AppendResult>;
  /** Position of the last event, 0 when the log is empty. */
  headPosition(): Promise<number>;
  close(): Promise<void>;
}
