import type { AllStreamResolvedEvent, KurrentDBClient, ResolvedEvent } from '@kurrent/kurrentdb-client';
import { DomainError, type Recorded } from '@daybook/event-sourcing';
import { EventStoreUnavailable } from '../event-store.errors.js';
import type { ReadAllOptions, ReadStreamOptions } from '../event-store.port.js';
import { DeadlinePassed, within } from './deadline.js';
import { fromPosition, toRecorded } from './event.codec.js';
import type { KurrentConnection } from './kurrent-connection.js';
import { filterOf } from './stream.filter.js';

type Resolved = ResolvedEvent | AllStreamResolvedEvent;

/** Reads of the log, each wait with a deadline: the client has none for reads. */
export class KurrentReader {
  constructor(
    private readonly connection: KurrentConnection,
    private readonly timeoutMs: number,
  ) {}

  async *stream(stream: string, { fromRevision, direction = 'forwards', limit = Infinity }: ReadStreamOptions): AsyncGenerator<Recorded> {
    if (limit <= 0) return;
    const end = direction === 'forwards' ? 'start' : 'end';
    const options = { direction, maxCount: countOf(limit), fromRevision: fromRevision === undefined ? end : BigInt(fromRevision) } as const;
    yield* this.events((client) => client.readStream(stream, options));
  }

  async *all({ after, direction = 'forwards', limit = Infinity, ...filter }: ReadAllOptions): AsyncGenerator<Recorded> {
    const forwards = direction === 'forwards';
    if (limit <= 0 || (!forwards && after !== undefined && after <= 0)) return;
    const from = after === undefined ? (forwards ? 'start' : 'end') : fromPosition(after);
    // Forwards the log includes the position that it is given: one more, and that one is left out.
    const options = { direction, fromPosition: from, maxCount: countOf(limit + 1), filter: filterOf(filter) } as const;
    let left = limit;
    for await (const event of this.events((client) => client.readAll(options))) {
      if (after !== undefined && (forwards ? event.position <= after : event.position >= after)) continue;
      yield event;
      left -= 1;
      if (left === 0) return;
    }
  }

  /** Asks the leader: a follower may not have yet what the leader has told a subscription. */
  async headPosition(): Promise<number> {
    const options = { direction: 'backwards', fromPosition: 'end', maxCount: 1, filter: filterOf({}), requiresLeader: true } as const;
    for await (const { position } of this.events((client) => client.readAll(options))) return position;
    return 0;
  }

  /** Null where there is no stream. */
  async lastRevision(stream: string): Promise<number | null> {
    for await (const { revision } of this.stream(stream, { direction: 'backwards', limit: 1 })) return revision;
    return null;
  }

  /** A read that fails before its first event is tried again once: the connection may be one that a restart left behind. */
  private async *events(read: (client: KurrentDBClient) => AsyncIterable<Resolved>): AsyncGenerator<Recorded> {
    for (let attempt = 1, delivered = false; ; attempt += 1) {
      const client = this.connection.client();
      try {
        for await (const resolved of this.timely(read(client))) {
          const event = toRecorded(resolved);
          if (event === null) continue;
          delivered = true;
          yield event;
        }
        return;
      } catch (error) {
        const { type } = error as { type?: string };
        if (type === 'stream-not-found' || type === 'stream-deleted') return;
        if (error instanceof DomainError) throw error;
        this.connection.condemn(client);
        if (type !== 'unavailable' || delivered || attempt > 1) throw new EventStoreUnavailable(reasonOf(error), { cause: error });
      }
    }
  }

  private async *timely(items: AsyncIterable<Resolved>): AsyncGenerator<Resolved> {
    const iterator = items[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await within(this.timeoutMs, iterator.next());
        if (done === true) return;
        yield value;
      }
    } finally {
      // Not awaited: it queues behind a read that may never answer.
      iterator.return?.().catch(() => undefined);
    }
  }
}

const countOf = (limit: number): number => Math.min(limit, Number.MAX_SAFE_INTEGER);

/** The client's reads fail with a type and no words. */
const reasonOf = (error: unknown): string => (error instanceof DeadlinePassed ? error.message : `the read failed: ${(error as Error).message}`);
