import { randomUUID } from 'node:crypto';
import { RevisionConflict, SqliteEventStore, StreamDeleted, Turns, type ExpectedRevision } from '@daybook/event-store';
import { decideAppend, revisionExpected, type AppendDecision } from './append.decision.js';
import { LogReads } from './log.reads.js';
import { logged, stored, type ProposedEvent } from './logged-event.js';
import { RecentEvents } from './recent-events.js';
import { StreamIndex, type StreamState } from './stream-index.js';
import { metadataStreamOf, storedStream, subjectOf } from './stream-names.js';
import { softDeletion, undeletion } from './stream-rules.js';

/** `revision` is the stream's last one after the append, -1 when it has none; no position where nothing was appended. */
export type Appended = Readonly<{ revision: number; position: number | null }>;

/** Our JSON of the largest append that the protocol carries, all of it escaped. */
const mostDataBytes = 16 * 1024 * 1024;
const mostRecentEvents = 16_384;

/** The SQLite log with what KurrentDB does and the product's port does not: soft deletion, metadata, weak idempotency. */
export class EventLog {
  readonly reads: LogReads;
  private readonly turns = new Turns();
  private readonly recent = new RecentEvents(mostRecentEvents);

  private constructor(
    private readonly store: SqliteEventStore,
    private readonly index: StreamIndex,
  ) {
    this.reads = new LogReads(store, index);
  }

  /** Reads the whole log once. @throws EventStoreLocked, EventStoreFormatUnknown */
  static async open(file: string): Promise<EventLog> {
    const store = SqliteEventStore.open(file, { mostDataBytes });
    const index = new StreamIndex();
    for await (const recorded of store.readAll()) index.apply(logged(recorded));
    return new EventLog(store, index);
  }

  /** @throws RevisionConflict, StreamDeleted, InvalidRequest, EventStoreUnavailable, AppendOutcomeUnknown */
  append(stream: string, events: readonly ProposedEvent[], expected: ExpectedRevision): Promise<Appended> {
    return this.inTurn(stream, async (state) => {
      const decision = await this.decide(stream, events.map(({ id }) => id), expected, state);
      if (decision.outcome === 'written') return this.placeOf(stream, decision.revision);
      refuse(decision, { stream, expected, state });
      if (events.length === 0) return { revision: state.last, position: null };
      const appended = await this.write(stream, events);
      if (state.softDeleted) await this.undelete(stream, state.last + 1);
      return appended;
    });
  }

  /** Hides what the stream has; it goes on when somebody appends to it again. @throws as append */
  delete(stream: string, expected: ExpectedRevision): Promise<Appended> {
    return this.inTurn(stream, async (state) => {
      refuse(await this.decide(stream, [randomUUID()], expected, state), { stream, expected, state });
      if (state.last < 0 && !state.hasMetadata) throw new RevisionConflict(stream, expected, null);
      return this.write(metadataStreamOf(stream), [metadataEvent(Buffer.from(softDeletion))]);
    });
  }

  /** Ends the stream for good. @throws as append */
  tombstone(stream: string, expected: ExpectedRevision): Promise<Appended> {
    return this.inTurn(stream, async (state) => {
      refuse(await this.decide(stream, [randomUUID()], expected, state), { stream, expected, state });
      const result = await this.store.tombstone(storedStream(stream), 'any');
      for await (const recorded of this.store.readAll({ after: result.position - 1, limit: 1 })) this.index.apply(logged(recorded));
      return result;
    });
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** A stream and its metadata change one after the other. */
  private inTurn<T>(stream: string, act: (state: StreamState) => Promise<T>): Promise<T> {
    return this.turns.take(subjectOf(stream), () => act(this.index.stateOf(stream)));
  }

  private async decide(stream: string, ids: readonly string[], expected: ExpectedRevision, state: StreamState): Promise<AppendDecision> {
    const revision = revisionExpected(expected);
    const idsInPlace = revision === null || revision >= state.last ? [] : await this.idsAt(stream, revision + 1, ids.length);
    return decideAppend({ expected, state, ids, idsInPlace, recent: (id) => this.recent.find(stream, id) });
  }

  private async idsAt(stream: string, fromRevision: number, limit: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const recorded of this.store.readStream(storedStream(stream), { fromRevision, limit })) ids.push(logged(recorded).id);
    return ids;
  }

  private async placeOf(stream: string, revision: number): Promise<Appended> {
    for await (const { position } of this.store.readStream(storedStream(stream), { fromRevision: revision, limit: 1 })) return { revision, position };
    return { revision, position: null };
  }

  private async write(stream: string, events: readonly ProposedEvent[]): Promise<Appended> {
    const { last } = this.index.stateOf(stream);
    const result = await this.store.append(storedStream(stream), events.map(stored), last === -1 ? 'no-stream' : last);
    events.forEach((event, index) => {
      const revision = last + 1 + index;
      const position = result.position - events.length + 1 + index;
      this.index.apply({ ...event, stream, revision, position, createdMs: 0, isTombstone: false });
      this.recent.add(stream, event.id, revision);
    });
    return result;
  }

  /** Rewrites the metadata as KurrentDB does; a crash before it changes nothing for readers. */
  private async undelete(stream: string, revision: number): Promise<void> {
    const metadata = metadataStreamOf(stream);
    const options = { direction: 'backwards', limit: 1 } as const;
    for await (const recorded of this.store.readStream(storedStream(metadata), options)) {
      await this.write(metadata, [metadataEvent(undeletion(logged(recorded).data, revision))]);
    }
  }
}

const metadataEvent = (data: Uint8Array): ProposedEvent => ({ id: randomUUID(), type: '$metadata', isJson: true, data, metadata: new Uint8Array() });

type Refused = Readonly<{ stream: string; expected: ExpectedRevision; state: StreamState }>;

const refuse = ({ outcome }: AppendDecision, { stream, expected, state }: Refused): void => {
  if (outcome === 'deleted') throw new StreamDeleted(stream);
  if (outcome === 'wrong-expected-version') throw new RevisionConflict(stream, expected, state.last < 0 ? null : state.last);
};
