import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { DaybookUnreachable } from './client.errors.js';
import { send, type ClientOptions, type Query } from './http.js';

const reconnectMs = 500;

/** One event of a feed; `id` is the log position. */
export type FeedEvent = Readonly<{ id: number; type: string; data: unknown }>;

/**
 * Follows Server-Sent Events, and after a lost connection goes on behind the last one seen, so that none is missed and
 * none comes twice. Ends when the server closes a stream that has an end, or when the signal aborts.
 */
export async function* follow(options: ClientOptions, path: string, query: Query, signal: AbortSignal): AsyncGenerator<FeedEvent> {
  let last: string | undefined;
  while (!signal.aborted) {
    const headers = { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) };
    const response = await send(options, { path, query, headers, signal });
    if (response.body === null) return;
    try {
      for await (const { id = '0', event = 'message', data } of messages(response.body)) {
        last = id;
        yield { id: Number(id), type: event, data: JSON.parse(data) as unknown };
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof SyntaxError) throw error;
      if (error instanceof DaybookUnreachable) throw error;
      await new Promise((resolve) => setTimeout(resolve, reconnectMs));
    }
  }
}

async function* messages(body: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => ready.push(message) });
  const decoder = new TextDecoder();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
  }
}
