import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defineProjection, upcasterFor, type EventOf } from '@daybook/event-sourcing';
import { SqliteEventStore } from '@daybook/event-store';
import { eventually } from '@daybook/testing';
import fc from 'fast-check';
import { Projector } from './projector.js';
import { rebuildView, verifyView } from './rebuild.js';
import { SqliteViewStore } from './sqlite/sqlite-view-store.js';
import type { ViewCollection } from './view-store.port.js';

type Added = EventOf<'Added', 1, { key: string; amount: number }>;
type Removed = EventOf<'Removed', 1, { key: string }>;
type Total = Readonly<{ total: number; events: number }>;

const upcast = upcasterFor<Added | Removed>({ Added: { current: 1, steps: {} }, Removed: { current: 1, steps: {} } });
const totals = defineProjection<Total, Added | Removed>({
  name: 'totals-v1',
  streams: ['sum-'],
  upcast,
  keyOf: ({ data }) => data.key,
  indexes: [{ field: 'total', type: 'number' }],
  on: {
    Added: (view, { data }) => ({ total: (view?.total ?? 0) + data.amount, events: (view?.events ?? 0) + 1 }),
    Removed: () => null,
  },
});
const metadata = { actor: 'spec', correlationId: 'spec' };
const patienceMs = 5000;

describe('a projector', () => {
  let store: SqliteEventStore;
  let viewStore: SqliteViewStore;
  let views: ViewCollection<Total>;
  let projector: Projector<Total, Added | Removed>;

  const begin = (collection: ViewCollection<Total> = views): void => {
    projector = new Projector(store, totals, collection);
    projector.start();
  };
  const append = (stream: string, event: Added | Removed | { type: string; schemaVersion: number; data: object }) =>
    store.append(stream, [{ ...event, id: randomUUID(), metadata }], 'any');
  const add = (key: string, amount: number) => append(`sum-${key}`, { type: 'Added', schemaVersion: 1, data: { key, amount } });
  const caughtUp = async () => projector.waitUntil(await store.headPosition(), patienceMs);

  beforeEach(async () => {
    store = SqliteEventStore.open(':memory:');
    viewStore = SqliteViewStore.open(':memory:');
    views = await viewStore.open<Total>(totals.name, totals.indexes ?? []);
  });
  afterEach(async () => {
    await projector.stop();
    await store.close();
    await viewStore.close();
  });

  it('catches up with what is there and follows what comes', async () => {
    await add('a', 1);
    begin();
    await add('a', 2);
    await append('other-1', { type: 'Foreign', schemaVersion: 1, data: {} });
    expect(await caughtUp()).toBe(true);
    expect(await views.get('a')).toEqual({ id: 'a', position: 2, view: { total: 3, events: 2 } });
    expect(projector.status()).toMatchObject({ position: 3, state: 'live', error: null });
  });

  it('stops before an own event that it does not know, and says why', async () => {
    await add('a', 1);
    await append('sum-a', { type: 'Multiplied', schemaVersion: 1, data: { key: 'a' } });
    await add('a', 5);
    begin();
    expect(await projector.waitUntil(3, 400)).toBe(false);
    expect(projector.status()).toMatchObject({ state: 'failed', error: expect.stringContaining('Multiplied') });
    expect(await views.checkpoint()).toBe(0);
  });

  it('tells who waits too long that it is behind', async () => {
    begin();
    expect(await projector.waitUntil(10, 20)).toBe(false);
  });

  it('gives the views of one clean pass wherever its writes are cut off', async () => {
    const steps = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), amount: fc.integer({ min: -5, max: 5 }), remove: fc.boolean() }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.boolean(), { maxLength: 8 }), async (events, failures) => {
        const file = await viewStore.open<Total>(`cut-${randomUUID()}`, totals.indexes ?? []);
        const broken = [...failures];
        // After the documents are written the checkpoint is lost, as after a crash between the two.
        const cut: ViewCollection<Total> = {
          get: (id) => file.get(id),
          query: (query) => file.query(query),
          count: (where) => file.count(where),
          load: (ids) => file.load(ids),
          all: () => file.all(),
          checkpoint: () => file.checkpoint(),
          sweep: (upTo, most) => file.sweep(upTo, most),
          write: async (writes, checkpoint) => {
            if (broken.shift() !== true) return file.write(writes, checkpoint);
            await file.write(writes, await file.checkpoint());
            throw new Error('cut off');
          },
        };
        begin(cut);
        for (const { key, amount, remove } of events) {
          if (remove) await append(`sum-${key}`, { type: 'Removed', schemaVersion: 1, data: { key } });
          else await add(key, amount);
        }
        expect(await caughtUp()).toBe(true);
        await projector.stop();
        const clean = await viewStore.open<Total>(`clean-${randomUUID()}`, totals.indexes ?? []);
        begin(clean);
        await caughtUp();
        const [cutViews, cleanViews] = await Promise.all([all(file), all(clean)]);
        expect(cutViews).toEqual(cleanViews);
        await projector.stop();
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('sweeps what was removed a while ago, and shows the same as a replay', async () => {
    projector = new Projector(store, totals, views, { sweepAfterMs: 1 });
    projector.start();
    await add('a', 1);
    await add('b', 1);
    await append('sum-a', { type: 'Removed', schemaVersion: 1, data: { key: 'a' } });
    await eventually(async () => {
      await add('b', 1);
      await caughtUp();
      expect((await views.load(['a', 'b'])).size).toBe(1);
    });
    await add('a', 5);
    expect(await caughtUp()).toBe(true);
    expect((await views.get('a'))?.view).toEqual({ total: 5, events: 1 });
    expect(await verifyView(store, viewStore, projector)).toMatchObject({ equal: true, documents: 2 });
  });

  it('is verified against a replay, and found out when a document was changed', async () => {
    await add('a', 1);
    begin();
    await caughtUp();
    expect(await verifyView(store, viewStore, projector)).toMatchObject({ equal: true, documents: 1 });
    await views.write([{ id: 'a', expectedPosition: 1, position: 1, view: { total: 99, events: 1 } }], 1);
    expect(await verifyView(store, viewStore, projector)).toMatchObject({ equal: false, differences: [{ id: 'a' }] });
    await rebuildView(store, viewStore, projector);
    await add('a', 1);
    await caughtUp();
    expect((await views.get('a'))?.view).toEqual({ total: 2, events: 2 });
    expect(await verifyView(store, viewStore, projector)).toMatchObject({ equal: true });
  });
});

const all = async (views: ViewCollection<Total>): Promise<readonly unknown[]> => {
  const found: unknown[] = [];
  for await (const document of views.all()) found.push(document);
  return found;
};
