import { setTimeout as delay } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { send, type ClientOptions, type Query } from './http.js';

const reconnectMs = 500;
/** For a feed that was there: some five minutes, in which a service is started again or replaced. */
const reconnectTries = 60;

/** One event of a feed; `id` is the log position. */
export type FeedEvent = Readonly<{ id: number; type: string; data: unknown }>;

export type Feed = Readonly<{
  path: string;
  query: Query;
  /** Whether nothing comes after this event; a feed without a last event goes on until its signal aborts. */
  isLast?: (event: FeedEvent) => boolean;
}>;

/**
 * Follows Server-Sent Events, and after a lost or closed connection goes on behind the last one seen, so that none is
 * missed and none comes twice. A service that goes away meanwhile is waited for. Ends after the last event, or when the
 * signal aborts. @throws DaybookProblem, DaybookUnreachable
 */
export async function* follow(
  options: ClientOptions,
  { path, query, isLast = () => false }: Feed,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent> {
  let seen: string | undefined;
  let asking = options;
  try {
    while (!signal.aborted) {
      const headers = { accept: 'text/event-stream', ...(seen === undefined ? {} : { 'last-event-id': seen }) };
      const { body } = await send(asking, { path, query, headers, signal });
      asking = { ...options, retries: Math.max(reconnectTries, options.retries ?? 0) };
      for await (const message of messages(body)) {
        seen = message.id ?? seen;
        const event = { id: Number(seen ?? 0), type: message.event ?? 'message', data: JSON.parse(message.data) as unknown };
        yield event;
        if (isLast(event)) return;
      }
      await delay(reconnectMs, undefined, { signal });
    }
  } catch (error) {
    // Whoever aborts wants to hear no more, wherever it was.
    if (!signal.aborted) throw error;
  }
}

/** Complete events, until the connection ends in whatever way. */
async function* messages(body: ReadableStream<Uint8Array> | null): AsyncGenerator<EventSourceMessage> {
  if (body === null) return;
  const ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => ready.push(message) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const chunk = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
      if (chunk.done) return;
      parser.feed(decoder.decode(chunk.value, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
