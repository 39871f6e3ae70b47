import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { Fact, FactBatch, FactFeed } from '@daybook/messaging';
import { EventFeed } from './event-feed.js';

const fact = (position: number): Fact => ({ position }) as Fact;
const batch = (caughtUp: boolean, position: number, ...facts: readonly number[]): FactBatch => ({ facts: facts.map(fact), position, caughtUp });

/** Hands out these batches, then waits for more, as the log does. */
const feedOf = (...batches: readonly FactBatch[]): { feed: EventFeed; asked: () => number; ended: () => boolean } => {
  let asked = 0;
  let ended = false;
  const follow: FactFeed['follow'] = async function* (_after, _filter, signal) {
    try {
      for (const one of batches) {
        asked += 1;
        yield one;
      }
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      ended = true;
    }
  };
  return { feed: new EventFeed({ follow }), asked: () => asked, ended: () => ended };
};
const pageOf = async (feed: EventFeed, limit: number) => {
  const { facts, position } = await feed.page(0, {}, limit);
  return { facts: facts.map(({ position: at }) => at), position };
};

describe('A page of the feed', () => {
  it('is what is there now, up to the end of the log', async () => {
    const { feed, ended } = feedOf(batch(false, 4, 1, 3), batch(true, 9, 8));
    expect(await pageOf(feed, 10)).toEqual({ facts: [1, 3, 8], position: 9 });
    expect(ended()).toBe(true);
  });

  it('ends with its last fact when more are there, so that the next page begins behind it', async () => {
    const { feed, asked } = feedOf(batch(false, 4, 1, 3), batch(false, 9, 6, 8), batch(true, 12, 11));
    expect(await pageOf(feed, 3)).toEqual({ facts: [1, 3, 6], position: 6 });
    expect(asked()).toBe(2);
  });

  it('is empty, but has moved on, where nothing matches', async () => {
    expect(await pageOf(feedOf(batch(true, 40)).feed, 10)).toEqual({ facts: [], position: 40 });
  });
});

describe('Following the feed', () => {
  const drain = async (batches: AsyncIterable<FactBatch>): Promise<number> => {
    let count = 0;
    for await (const { facts } of batches) count += facts.length;
    return count;
  };

  it('ends when the reader leaves', async () => {
    const { feed, ended } = feedOf(batch(true, 3, 3));
    const reader = new AbortController();
    const following = drain(feed.follow(0, {}, reader.signal));
    reader.abort();
    expect(await following).toBe(1);
    expect(ended()).toBe(true);
  });

  it('ends when the service stops', async () => {
    const { feed } = feedOf(batch(true, 3, 3));
    const following = drain(feed.follow(0, {}, new AbortController().signal));
    feed.onApplicationShutdown();
    expect(await following).toBe(1);
  });
});
