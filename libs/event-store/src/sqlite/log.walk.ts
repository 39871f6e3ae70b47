import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Recorded } from '@daybook/event-sourcing';
import type { ReadAllOptions, ReadStreamOptions, StreamFilter } from '../event-store.port.js';
import type { LogPages, Page } from './log.reader.js';
import { streamDeleted } from '../stream-deleted.js';

export const pageSize = 500;
/** So many positions are looked through at a time for events that match a filter: a few milliseconds. */
const windowSize = 8192;

/** Walks a stream page by page and lets the event loop turn in between. */
export async function* walkStream(reader: LogPages, stream: string, options: ReadStreamOptions): AsyncGenerator<Recorded> {
  const { direction = 'forwards', limit = Infinity } = options;
  const step = direction === 'forwards' ? 1 : -1;
  let from = options.fromRevision ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
  for (let left = limit; left > 0; ) {
    const { events, full } = reader.streamPage(stream, from, direction, Math.min(pageSize, left));
    // Looked at for each page: the stream may be deleted while its reader takes its time.
    const showsEnd = direction === 'forwards' && !full;
    if (showsEnd ? events.at(-1)?.type === streamDeleted : reader.isDeleted(stream)) return;
    for (const event of events) yield event;
    if (!full) return;
    from = (events.at(-1)?.revision ?? 0) + step;
    left -= events.length;
    if (left > 0) await nextTurn();
  }
}

/** Walks the log up to the head it has now, page by page, and lets the event loop turn in between. */
export async function* walkLog(reader: LogPages, head: number, options: ReadAllOptions): AsyncGenerator<Recorded> {
  const { direction = 'forwards', limit = Infinity } = options;
  const forwards = direction === 'forwards';
  let after = options.after ?? (forwards ? 0 : head + 1);
  for (let left = limit; left > 0 && (forwards ? after < head : after > 1); ) {
    const wanted = Math.min(pageSize, left);
    const { events, reached } = forwards
      ? scanForwards(reader, after, head, wanted, options)
      : scanBackwards(reader, Math.min(after, head + 1), wanted, options);
    for (const event of events) yield event;
    after = reached;
    left -= events.length;
    await nextTurn();
  }
}

/** The next page of matching events above `after`, and the position up to which nothing else matches. */
export const scanForwards = (
  reader: LogPages,
  after: number,
  head: number,
  limit: number,
  { streamPrefixes = [] }: StreamFilter,
): Readonly<{ events: readonly Recorded[]; reached: number }> => {
  const to = streamPrefixes.length === 0 ? head : Math.min(head, after + windowSize);
  const page = reader.logPage({ from: after + 1, to }, streamPrefixes, 'forwards', limit);
  return { events: page.events, reached: reachedBy(page, to) };
};

const scanBackwards = (
  reader: LogPages,
  below: number,
  limit: number,
  { streamPrefixes = [] }: StreamFilter,
): Readonly<{ events: readonly Recorded[]; reached: number }> => {
  const from = streamPrefixes.length === 0 ? 1 : Math.max(1, below - windowSize);
  const page = reader.logPage({ from, to: below - 1 }, streamPrefixes, 'backwards', limit);
  return { events: page.events, reached: reachedBy(page, from) };
};

const reachedBy = ({ events, full }: Page, end: number): number => (full ? (events.at(-1)?.position ?? end) : end);
