import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { LogFactFeed } from './fact-feed.js';
import { append, notes } from './fixtures/notes.fixture.js';
import type { FactBatch, FactFilter } from './messaging.port.js';

describe('the feed of facts', () => {
  let store: SqliteEventStore;
  let feed: LogFactFeed;
  beforeEach(() => {
    store = SqliteEventStore.open(':memory:');
    feed = new LogFactFeed(store, notes);
  });
  afterEach(() => store.close());

  const page = async (after: number, filter: FactFilter): Promise<FactBatch> => {
    const reader = new AbortController();
    for await (const batch of feed.follow(after, filter, reader.signal)) {
      reader.abort();
      return batch;
    }
    throw new Error('the feed ended');
  };

  it('filters by key, type and subject, and moves the position over what does not match', async () => {
    await append(store, 'RepositoryCreated', 'a');
    await append(store, 'RepositoryTouched', 'a');
    await append(store, 'RepositoryCreated', 'b');
    await append(store, 'RepositoryRenamed', 'a');
    const positions = async (filter: FactFilter) => (await page(0, filter)).facts.map(({ position }) => position);
    expect(await positions({})).toEqual([1, 3, 4]);
    expect(await positions({ keys: ['a'] })).toEqual([1, 4]);
    expect(await positions({ types: ['daybook.repository.created.v1'] })).toEqual([1, 3]);
    expect(await positions({ subjects: ['repository-b'], keys: ['b'] })).toEqual([3]);
    expect(await page(3, { keys: ['nobody'] })).toEqual({ facts: [], position: 4, caughtUp: true });
  });

  it('goes on with what comes later', async () => {
    const reader = new AbortController();
    const seen: number[] = [];
    await append(store, 'RepositoryCreated', 'a');
    for await (const { facts } of feed.follow(0, {}, reader.signal)) {
      seen.push(...facts.map(({ position }) => position));
      if (seen.length === 1) await append(store, 'RepositoryRenamed', 'a');
      else reader.abort();
    }
    expect(seen).toEqual([1, 2]);
  });

  it('breaks off rather than leave out an own event that is unknown', async () => {
    await append(store, 'Unheard', 'a');
    await expect(page(0, {})).rejects.toMatchObject({ code: 'unknown-event' });
  });
});
