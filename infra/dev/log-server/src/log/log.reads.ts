import { StreamDeleted, type EventStore, type SubscriptionBatch } from '@daybook/event-store';
import { logged, type LoggedEvent } from './logged-event.js';
import type { StreamIndex, StreamState } from './stream-index.js';
import { storedPrefix, storedStream } from './stream-names.js';

export type Direction = 'forwards' | 'backwards';

/** `from` is a revision (inclusive), or one of the stream's ends. */
export type StreamRead = Readonly<{ stream: string; from: number | 'start' | 'end'; direction: Direction; count: number }>;

/** `after` is exclusive: forwards reads above it, backwards below it; absent means the end that the direction begins at. */
export type LogRead = Readonly<{ after?: number; direction: Direction; prefixes: readonly string[] }>;

export type Batch = Readonly<{ events: readonly LoggedEvent[]; position: number; caughtUp: boolean }>;

/** Reads as KurrentDB does: metadata hides events of a stream, but never of the log. */
export class LogReads {
  constructor(
    private readonly store: EventStore,
    private readonly index: StreamIndex,
  ) {}

  /** Whether the stream can be read at all. @throws StreamDeleted when it was tombstoned */
  isFound(stream: string): boolean {
    if (this.index.hasEnded(stream)) throw new StreamDeleted(stream);
    const { last, softDeleted } = this.index.stateOf(stream);
    return last >= 0 && !softDeleted;
  }

  /** Last revision, -1 where there is none. */
  lastRevision(stream: string): number {
    return this.index.stateOf(stream).last;
  }

  async *stream({ stream, from, direction, count }: StreamRead): AsyncGenerator<LoggedEvent> {
    const state = this.index.stateOf(stream);
    if (count === 0 || (direction === 'forwards' && from === 'end')) return;
    const lowest = direction === 'forwards' ? state.readableFrom : 0;
    const fromRevision = Math.max(lowest, revisionOf(from, state));
    let left = count;
    for await (const recorded of this.store.readStream(storedStream(stream), { fromRevision, direction })) {
      const event = logged(recorded);
      if (direction === 'backwards' && event.revision < state.readableFrom) return;
      if (!isReadable(event, state)) continue;
      yield event;
      left -= 1;
      if (left === 0) return;
    }
  }

  async *all({ after, direction, prefixes }: LogRead): AsyncGenerator<LoggedEvent> {
    const options = { direction, streamPrefixes: prefixes.map(storedPrefix), ...(after !== undefined && { after }) };
    for await (const recorded of this.store.readAll(options)) yield logged(recorded);
  }

  async *follow(after: number, prefixes: readonly string[], signal: AbortSignal): AsyncGenerator<Batch> {
    const streamPrefixes = prefixes.map(storedPrefix);
    for await (const batch of this.store.subscribe({ after, streamPrefixes, signal })) yield loggedBatch(batch);
  }

  /** Follows one stream above a revision. @throws StreamDeleted as soon as it is tombstoned */
  async *followStream(stream: string, revision: number, signal: AbortSignal): AsyncGenerator<Batch> {
    const after = await this.positionOf(stream, revision);
    for await (const { events, ...batch } of this.follow(after, [stream], signal)) {
      const own = events.filter((event) => event.stream === stream);
      const state = this.index.stateOf(stream);
      yield { ...batch, events: own.filter((event) => event.revision > revision && !event.isTombstone && isReadable(event, state)) };
      if (this.index.hasEnded(stream) && batch.caughtUp) throw new StreamDeleted(stream);
    }
  }

  headPosition(): Promise<number> {
    return this.store.headPosition();
  }

  /** Position of the revision, or one below its place when it is not there yet. */
  private async positionOf(stream: string, revision: number): Promise<number> {
    if (revision < 0) return 0;
    const options = { fromRevision: revision, direction: 'backwards', limit: 1 } as const;
    for await (const { position } of this.store.readStream(storedStream(stream), options)) return position;
    return 0;
  }
}

const revisionOf = (from: StreamRead['from'], { last }: StreamState): number => {
  if (from === 'start') return 0;
  return from === 'end' ? Math.max(last, 0) : from;
};

const isReadable = ({ revision, createdMs }: LoggedEvent, { readableFrom, maxAgeMs }: StreamState): boolean =>
  revision >= readableFrom && createdMs >= Date.now() - maxAgeMs;

const loggedBatch = ({ events, position, caughtUp }: SubscriptionBatch): Batch => ({ events: events.map(logged), position, caughtUp });
