import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@daybook/testing';
import type { SubscribeOptions, SubscriptionBatch } from '../event-store.port.js';
import { batchesUntil, listOf, noteOf, notes } from '../contract/contract.events.js';
import { FakeStreams } from './fixtures/streams.fake.js';
import { KurrentEventStore } from './kurrent-event-store.js';

describe('A subscription to KurrentDB', () => {
  let server: FakeStreams;
  let store: KurrentEventStore;
  let done: AbortController;
  const troubles: string[] = [];
  beforeEach(async () => {
    server = await FakeStreams.listen();
    troubles.length = 0;
    done = new AbortController();
    store = KurrentEventStore.connect(server.connectionString, {
      readTimeoutMs: 1_000,
      silenceMs: 100,
      onTrouble: (what) => void troubles.push(what),
    });
  });
  afterEach(async () => {
    done.abort();
    await store.close();
    server.stop();
  });

  const keep = (stream: string, ...values: readonly number[]): number =>
    values.map((note) => server.keep(stream, { id: randomUUID(), data: JSON.stringify({ note }) })).at(-1)?.position ?? 0;
  const follow = (options: Omit<SubscribeOptions, 'signal'>) => {
    const seen = { notes: [] as unknown[], position: 0, caughtUp: false };
    const following = (async () => {
      for await (const { events, position, caughtUp } of store.subscribe({ ...options, signal: done.signal })) {
        seen.notes.push(...events.map(noteOf));
        Object.assign(seen, { position, caughtUp });
      }
    })();
    return { seen, following };
  };

  it('reaches the head over ten thousand events of others, and goes on with each new one at once', async () => {
    keep('notes-1', 0);
    for (let other = 0; other < 10_000; other += 1) keep('other-1', other);
    const { seen } = follow({ after: 0, streamPrefixes: ['notes-'] });
    const head = await store.headPosition();
    await eventually(() => expect(seen).toEqual({ notes: [0], position: head, caughtUp: true }));
    const next = keep('other-1', 1);
    await eventually(() => expect(seen.position).toBe(next));
    const last = keep('notes-1', 1);
    await eventually(() => expect(seen).toEqual({ notes: [0, 1], position: last, caughtUp: true }));
    expect(troubles).toEqual([]);
  });

  it('takes up again where it was when the server ends it, without loss or double', async () => {
    const { seen } = follow({ after: 0 });
    for (let round = 0; round < 5; round += 1) {
      keep('notes-1', round * 2);
      await eventually(() => expect(seen.notes).toHaveLength(round * 2 + 1));
      server.breakSubscriptions();
      keep('notes-1', round * 2 + 1);
      await eventually(() => expect(seen.notes).toHaveLength(round * 2 + 2));
    }
    expect(seen.notes).toEqual([...Array(10).keys()]);
    expect(troubles.length).toBeGreaterThan(0);
  });

  it.each(['live', 'all'] as const)('finds out that it is no longer told anything ("%s"), though the connection stands', async (deaf) => {
    const { seen } = follow({ after: 0 });
    keep('notes-1', 0);
    await eventually(() => expect(seen.notes).toEqual([0]));
    const { subscriptions } = server;
    server.deaf = deaf;
    server.breakSubscriptions();
    await eventually(() => expect(server.subscriptions).toBeGreaterThan(subscriptions));
    const missed = keep('notes-1', 1, 2, 3);
    await eventually(() => expect(server.subscriptions).toBeGreaterThan(subscriptions + 1));
    if (deaf === 'all') server.deaf = 'no';
    await eventually(() => expect(seen).toMatchObject({ notes: [0, 1, 2, 3], position: missed }));
  });

  it('waits for a server that is not there yet, and for one that went away', async () => {
    keep('notes-1', 0);
    const { port, log } = server;
    server.stop();
    const { seen } = follow({ after: 0 });
    await eventually(() => expect(troubles.length).toBeGreaterThan(0));
    for (let round = 1; round < 3; round += 1) {
      server = await FakeStreams.listen(port);
      server.log.push(...log);
      await eventually(() => expect(seen.notes).toEqual([...Array(round).keys()]));
      keep('notes-1', round);
      await eventually(() => expect(seen.notes).toEqual([...Array(round + 1).keys()]));
      log.splice(0, log.length, ...server.log);
      server.stop();
    }
    server = await FakeStreams.listen(port);
  });

  it('takes no more from the server than its reader and a window hold, and gives a slow reader all of it', async () => {
    const pad = 'x'.repeat(100_000);
    const slow = store.subscribe({ after: 0, signal: done.signal, maxBatchSize: 10 })[Symbol.asyncIterator]();
    expect((await slow.next()).value).toMatchObject({ caughtUp: true });
    for (let note = 0; note < 160; note += 1) server.keep('notes-1', { id: randomUUID(), data: JSON.stringify({ note, pad }) });
    const quick = follow({ after: 0 });
    await eventually(() => expect(quick.seen.notes).toHaveLength(160), 20_000);
    const { window } = (store as unknown as { tail: { window: { events: readonly unknown[] } } }).tail;
    // Sixteen million characters went by, eight at most are kept.
    expect(window.events.length).toBeLessThan(90);
    const seen: unknown[] = [];
    while (seen.length < 160) seen.push(...((await slow.next()).value as SubscriptionBatch).events.map(noteOf));
    expect(seen).toEqual([...Array(160).keys()]);
  });

  it('shares one stream on the wire with the others of the process when all are at the end', async () => {
    keep('notes-1', 0, 1);
    const all = Array.from({ length: 8 }, () => follow({ after: 0 }));
    await eventually(() => expect(all.every(({ seen }) => seen.caughtUp)).toBe(true));
    await eventually(() => expect(server.open.size).toBe(1));
    keep('notes-1', 2);
    await eventually(() => expect(all.every(({ seen }) => seen.notes.length === 3)).toBe(true));
    done.abort();
    await Promise.all(all.map(({ following }) => following));
  });

  it('from a place that is none in the log fails, instead of waiting for ever', async () => {
    keep('notes-1', 0, 1);
    const failure = { code: 'position-unknown' };
    await expect(batchesUntil(store.subscribe({ after: 7, signal: done.signal }), () => false)).rejects.toMatchObject(failure);
    await expect(batchesUntil(store.subscribe({ after: 3, signal: done.signal }), () => false)).rejects.toMatchObject(failure);
    await expect(listOf(store.readAll({ after: 7 }))).rejects.toMatchObject(failure);
  });

  it('has not caught up before it has what was in the log when it began, though the tail of its process knows less', async () => {
    const { seen } = follow({ after: 0 });
    const after = keep('notes-1', 0);
    await eventually(() => expect(seen.notes).toEqual([0]));
    server.deaf = 'live';
    const { subscriptions } = server;
    server.breakSubscriptions();
    await eventually(() => expect([server.subscriptions, server.open.size]).toEqual([subscriptions + 1, 1]));
    const position = keep('notes-1', 1);
    const batches = await batchesUntil(store.subscribe({ after, signal: done.signal }), ({ caughtUp }) => caughtUp);
    expect(batches.flatMap(({ events }) => events.map(noteOf))).toEqual([1]);
    expect(batches.at(-1)?.position).toBe(position);
  });

  it('ends when the store closes', async () => {
    const batches = store.subscribe({ after: 0, signal: done.signal });
    await batchesUntil(batches, ({ caughtUp }) => caughtUp);
    const { following } = follow({ after: 0 });
    await store.append('notes-1', notes(1), 'no-stream');
    await store.close();
    await following;
  });
});
