import type { ServiceError } from '@grpc/grpc-js';
import type { ReadReq } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { DomainError, type Recorded } from '@daybook/event-sourcing';
import { EventStoreUnavailable } from '../event-store.errors.js';
import type { ReadAllOptions, ReadStreamOptions } from '../event-store.port.js';
import { toRecorded } from './event.codec.js';
import type { KurrentConnection } from './kurrent-connection.js';
import { throwWhereNoPosition } from './kurrent-event-store.errors.js';
import { PulledRead } from './pulled.read.js';
import { logRequest, streamRequest } from './read.request.js';
import { exceptionOf } from './server.exception.js';

type Leader = Readonly<{ requiresLeader: boolean }>;

/** Reads of the log, each wait with a deadline. */
export class KurrentReader {
  constructor(
    private readonly connection: KurrentConnection,
    private readonly timeoutMs: number,
  ) {}

  async *stream(stream: string, { fromRevision, direction = 'forwards', limit = Infinity }: ReadStreamOptions): AsyncGenerator<Recorded> {
    if (limit <= 0) return;
    const read = this.pages(() => streamRequest({ stream, fromRevision, direction, count: countOf(limit) }));
    for await (const page of read) for (const event of page) yield event;
  }

  async *all({ after, direction = 'forwards', limit = Infinity, ...filter }: ReadAllOptions): AsyncGenerator<Recorded> {
    const forwards = direction === 'forwards';
    if (limit <= 0 || (!forwards && after !== undefined && after <= 0)) return;
    const from = after === undefined || after <= 0 ? (forwards ? 'start' : 'end') : after;
    // Forwards the log includes the position that it is given: one more, and that one is left out.
    const read = this.pages(() => logRequest({ ...filter, from, direction, count: countOf(limit + 1) }));
    let left = limit;
    for await (const page of read) {
      for (const event of page) {
        if (after !== undefined && (forwards ? event.position <= after : event.position >= after)) continue;
        yield event;
        left -= 1;
        if (left === 0) return;
      }
    }
  }

  /** Null where there is no stream. */
  async lastRevision(stream: string): Promise<number | null> {
    for await (const { revision } of this.stream(stream, { direction: 'backwards', limit: 1 })) return revision;
    return null;
  }

  /** Asks the leader: a follower may not have yet what the leader has told a subscription. */
  async headPosition(): Promise<number> {
    const request = () => logRequest({ from: 'end', direction: 'backwards', count: 1 });
    for await (const [event] of this.pages(request, { requiresLeader: true })) if (event !== undefined) return event.position;
    return 0;
  }

  /** A read that fails before its first event is tried again once: the connection may be one that a restart left behind. */
  private async *pages(request: () => ReadReq, leader: Leader = { requiresLeader: false }): AsyncGenerator<readonly Recorded[]> {
    for (let attempt = 1, delivered = false; ; attempt += 1) {
      const client = this.connection.client();
      const read = new PulledRead(client, request(), leader.requiresLeader);
      try {
        for (let next = 'more'; next !== 'end'; ) {
          const page = eventsHere(read);
          delivered ||= page !== null;
          if (page === null) next = await this.more(read);
          else yield page;
        }
        this.connection.works();
        return;
      } catch (error) {
        if (error instanceof DomainError) throw error;
        const { code, message } = error as Partial<ServiceError>;
        if (exceptionOf(error) === 'stream-deleted') return;
        throwWhereNoPosition(error);
        this.connection.condemn(client, error);
        if (code !== unavailable || delivered || attempt > 1) throw new EventStoreUnavailable(message ?? String(error), { cause: error });
      } finally {
        read.cancel();
      }
    }
  }

  private async more(read: PulledRead): Promise<'more' | 'end'> {
    const next = await read.more(this.timeoutMs);
    if (next === 'late') throw new Error(`no answer within ${this.timeoutMs} ms`);
    return next;
  }
}

/** What has come, up to a page; null when more has to be waited for. */
const eventsHere = (read: PulledRead): readonly Recorded[] | null => {
  const answers = read.take(pageSize);
  if (answers.length === 0) return null;
  return answers.flatMap((answer) => {
    const resolved = answer.getEvent();
    return (resolved === undefined ? null : toRecorded(resolved)) ?? [];
  });
};

const pageSize = 256;
/** gRPC's code for a server that cannot be reached. */
const unavailable = 14;
const countOf = (limit: number): number => Math.min(limit, Number.MAX_SAFE_INTEGER);
