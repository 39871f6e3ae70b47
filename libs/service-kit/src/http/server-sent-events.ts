import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Fact, FactBatch } from '@daybook/messaging';
import { noteFeed } from './graceful-close.js';
import { InvalidRequest } from '../service-kit.errors.js';

const keepAliveMs = 15_000;

const frame = (fact: Fact): string => `id: ${fact.position}\nevent: ${fact.type}\ndata: ${JSON.stringify(fact)}\n\n`;

/**
 * Writes facts as Server-Sent Events whose id is the position, so that Last-Event-ID resumes without loss. A slow reader
 * holds back the feed, not the memory of this process.
 */
export const streamFacts = async (
  response: ServerResponse,
  batches: AsyncIterable<FactBatch>,
  isLast: (fact: Fact) => boolean = () => false,
): Promise<void> => {
  noteFeed(response);
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': daybook\n\n');
  const keepAlive = setInterval(() => response.write(': keep-alive\n\n'), keepAliveMs);
  try {
    for await (const { facts } of batches) {
      const ending = facts.findIndex(isLast);
      const sent = ending === -1 ? facts : facts.slice(0, ending + 1);
      if (sent.length > 0 && !response.write(sent.map(frame).join(''))) await drained(response);
      if (ending !== -1) break;
    }
  } finally {
    clearInterval(keepAlive);
    response.end();
  }
};

const drained = async (response: ServerResponse): Promise<void> => {
  if (response.destroyed) return;
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
};

/** Aborts when the reader has gone. */
export const readerSignal = (response: ServerResponse): AbortSignal => {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
};

/** A reconnecting reader goes on after what it saw last. @throws InvalidRequest for an id that nobody was given */
export const resumeAt = (lastEventId: string | undefined, after = 0): number => {
  if (lastEventId === undefined) return after;
  if (/^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw new InvalidRequest([{ field: 'Last-Event-ID', message: 'must be the id of an event, a position in the log', value: lastEventId }]);
};
