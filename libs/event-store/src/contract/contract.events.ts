import { randomUUID } from 'node:crypto';
import type { Recorded } from '@daybook/event-sourcing';
import type { AppendResult, EventStore, NewEvent, SubscriptionBatch } from '../event-store.port.js';

/** A new event that carries a number, under an id of its own. */
export const noted = (note: unknown = 0, id: string = randomUUID()): NewEvent => ({
  type: 'Noted',
  schemaVersion: 1,
  data: { note },
  id,
  metadata: { actor: 'anna', correlationId: id },
});

export const notes = (...values: readonly unknown[]): readonly NewEvent[] => values.map((value) => noted(value));

/** A stream that no other test writes to; with a prefix of its own, so that filters can tell the tests apart. */
export const newStream = (prefix = 'notes'): string => `${prefix}-${randomUUID()}`;

export const noteOf = ({ data }: Recorded): unknown => (data as { note: unknown }).note;

export const listOf = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

export const notesOf = async (events: AsyncIterable<Recorded>): Promise<readonly unknown[]> => (await listOf(events)).map(noteOf);

/** Batches until one satisfies `enough`. */
export const batchesUntil = async (
  batches: AsyncIterable<SubscriptionBatch>,
  enough: (batch: SubscriptionBatch) => boolean,
): Promise<readonly SubscriptionBatch[]> => {
  const seen: SubscriptionBatch[] = [];
  for await (const batch of batches) {
    seen.push(batch);
    if (enough(batch)) break;
  }
  return seen;
};

/** What a subscription has delivered when it reaches the position. */
export const deliveredUpTo = async (
  batches: AsyncIterable<SubscriptionBatch>,
  position: number,
): Promise<readonly Recorded[]> => (await batchesUntil(batches, (batch) => batch.position >= position)).flatMap(({ events }) => events);

/** Appends to the stream one after another, each at the revision of the one before. */
export const appendOneByOne = async (store: EventStore, stream: string, events: readonly NewEvent[]): Promise<AppendResult> => {
  let result: AppendResult = { revision: -1, position: 0 };
  for (const event of events) {
    result = await store.append(stream, [event], result.revision === -1 ? 'no-stream' : result.revision);
  }
  return result;
};
