import type { AppendResult as ClientResult, EventData, KurrentDBClient, StreamState } from '@kurrent/kurrentdb-client';
import { AppendOutcomeUnknown, AppendTooLarge, EventStoreUnavailable } from '../event-store.errors.js';
import type { AppendResult, ExpectedRevision } from '../event-store.port.js';
import type { PreparedEvent } from '../prepared-append.js';
import { AppendLanes } from './append.lanes.js';
import { appendFailureOf, type AppendFailure } from './append.failure.js';
import { conflictOf } from './append.conflict.js';
import { within } from './deadline.js';
import { positionOf, safeNumber, toClientEvent } from './event.codec.js';
import type { KurrentConnection } from './kurrent-connection.js';
import type { KurrentReader } from './kurrent-reader.js';
import { Pauses } from './pauses.js';

/** More does not go over the wire in one message. */
const mostBytes = 3_000_000;

/** The server gets it as a time of day, and its clock may be another one; it has a limit of its own. */
const serverDeadlineMs = 3_600_000;

type Append = Readonly<{ stream: string; events: readonly PreparedEvent[]; expected: ExpectedRevision }>;

/** Appends with a deadline; one that may have reached the log is sent again under the same ids until its outcome is known. */
export class KurrentAppender {
  private readonly lanes: AppendLanes;

  constructor(
    connections: readonly KurrentConnection[],
    private readonly reader: KurrentReader,
    private readonly timeoutMs: number,
  ) {
    this.lanes = new AppendLanes(connections);
  }

  async append(append: Append): Promise<AppendResult> {
    const bytes = append.events.reduce((sum, { data, metadata }) => sum + Buffer.byteLength(data) + Buffer.byteLength(metadata), 0);
    if (bytes > mostBytes) throw new AppendTooLarge(append.stream, mostBytes);
    const deadline = Date.now() + this.timeoutMs;
    const result = await this.lanes.withLane(this.timeoutMs, (connection) => this.settle(append, connection, deadline));
    if (result === null) throw new EventStoreUnavailable('too many appends wait for an answer');
    return result;
  }

  private async settle(append: Append, connection: KurrentConnection, deadline: number): Promise<AppendResult> {
    const { stream, expected } = append;
    const pauses = new Pauses();
    for (let maySucceed = false; ; ) {
      const answer = await this.attempt(append, connection, deadline - Date.now());
      if ('revision' in answer) return answer;
      if (answer.kind === 'final') throw answer.error;
      if (answer.kind === 'conflict') throw await conflictOf(this.reader, append, answer.actual);
      if (answer.kind === 'refused' && !maySucceed) throw new EventStoreUnavailable(answer.reason);
      maySucceed = true;
      if (isSettledByRetry(expected)) await pauses.wait(undefined, deadline - Date.now());
      if (!isSettledByRetry(expected) || Date.now() >= deadline) {
        throw new AppendOutcomeUnknown(stream, { cause: new Error(answer.reason) });
      }
    }
  }

  private async attempt(append: Append, connection: KurrentConnection, leftMs: number): Promise<AppendResult | AppendFailure> {
    const client = connection.client();
    const timeoutMs = Math.max(1, Math.min(leftMs, this.timeoutMs / 2));
    try {
      const result = await within(timeoutMs, this.send(client, append));
      connection.works();
      // With throwOnAppendFailure=false in the connection string a refusal comes as an answer, with a wrong revision.
      if (!result.success) return { kind: 'conflict', actual: await this.reader.lastRevision(append.stream) };
      return await this.resultOf(append.stream, result);
    } catch (error) {
      const failure = appendFailureOf(append.stream, error);
      if (failure.kind === 'refused' || failure.kind === 'unknown') connection.condemn(client, error);
      return failure;
    }
  }

  private send(client: KurrentDBClient, { stream, events, expected }: Append): Promise<ClientResult> {
    const sent = events.map(toClientEvent) as EventData[];
    return client.appendToStream(stream, sent, { streamState: stateOf(expected), deadline: serverDeadlineMs, batchAppendSize: 2 * mostBytes });
  }

  /** The server leaves the position out of its answer to a retry that is not replicated yet. */
  private async resultOf(stream: string, { nextExpectedRevision, position }: ClientResult): Promise<AppendResult> {
    const revision = safeNumber(nextExpectedRevision);
    if (position !== undefined) return { revision, position: positionOf(position) };
    for await (const event of this.reader.stream(stream, { fromRevision: revision, limit: 1 })) return { revision, position: event.position };
    throw new Error(`revision ${revision} cannot be read yet`);
  }
}

/** Elsewhere the log knows only ids that it has seen lately, and a second sending might double the events. */
const isSettledByRetry = (expected: ExpectedRevision): boolean => typeof expected === 'number' || expected === 'no-stream';

const states = { any: 'any', 'no-stream': 'no_stream', 'stream-exists': 'stream_exists' } as const;

/** The client sends `stream_exists` for appends, though its types leave it out. */
const stateOf = (expected: ExpectedRevision): StreamState =>
  typeof expected === 'number' ? BigInt(expected) : (states[expected] as StreamState);
