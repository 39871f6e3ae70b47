import type { Recorded } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import { upcastMemory, type FactRemembered } from './memory.event.js';
import type { MemoryView } from './memory.projection.js';
import { memoryStreams } from './memory.streams.js';

type Log = Pick<EventStore, 'readStream'>;

/** What is remembered of one subject, straight from the log: what its view shows, or will show. Null for nothing. */
export const recall = async <View>(store: Log, { service, kind, reduce }: MemoryView<View>, subject: string): Promise<View | null> => {
  let view: View | null = null;
  for await (const { data } of memoriesIn(store, `${memoryStreams(service, kind)}${subject}`)) view = reduce(view, data.fact);
  return view;
};

/** A stream of memory, oldest first. */
export async function* memoriesIn(store: Log, stream: string): AsyncGenerator<Recorded<FactRemembered>> {
  for await (const stored of store.readStream(stream)) if (!stored.type.startsWith('$')) yield { ...stored, ...upcastMemory(stored) };
}
