import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SqliteEventStore, type EventStore } from '@daybook/event-store';
import { describeWith, eventually } from '@daybook/testing';
import { ProjectionRegistry } from '../projection-registry.js';
import type { Projector } from '../projector.js';
import { rebuildView } from '../rebuild.js';
import { add, append, databaseOf, Instance, totals, type Total } from './fixtures/shared-view.fixture.js';
import { MongoViewStore } from './mongo-view-store.js';

const leaseMs = 2000;

await describeWith('mongo', 'A view that several instances share', (mongo) => {
  let log: SqliteEventStore;
  let url: string;
  let instances: Instance[];

  const begin = async (): Promise<Instance> => {
    const instance = await Instance.begin(log, url, { leaseMs });
    instances.push(instance);
    return instance;
  };
  const end = async (instance: Instance): Promise<void> => {
    instances = instances.filter((one) => one !== instance);
    await instance.end();
  };
  const inState = (instance: Instance, state: string) => eventually(() => expect(instance.state).toBe(state));

  beforeEach(() => {
    log = SqliteEventStore.open(':memory:');
    url = databaseOf(mongo.url);
    instances = [];
  });
  afterEach(async () => {
    await Promise.all(instances.map((instance) => instance.end()));
    await log.close();
  });

  it('is written by one of them, and the others know how far it is', async () => {
    const owner = await begin();
    await inState(owner, 'live');
    const other = await begin();
    await inState(other, 'following');
    await other.reader.atLeast(await add(log, 'a', 1));
    expect(await other.reader.get('a')).toMatchObject({ view: { total: 1, events: 1 } });
    await other.reader.atLeast(await append(log, 'other-1', 'Foreign', {}));
    expect([owner.state, other.state]).toEqual(['live', 'following']);
  });

  it('is written on by another when the one has stopped', async () => {
    const owner = await begin();
    await inState(owner, 'live');
    const other = await begin();
    await add(log, 'a', 1);
    await end(owner);
    await other.reader.atLeast(await add(log, 'a', 2));
    expect(other.state).toBe('live');
    expect(await other.reader.get('a')).toMatchObject({ view: { total: 3, events: 2 } });
  });

  it('is written on by another when the one is not heard of any more, and that one can move the checkpoint no further', async () => {
    const store = await MongoViewStore.connect(url, { leaseMs });
    const stale = await store.open<Total>(totals.name, totals.indexes ?? []);
    expect(await stale.lease?.hold()).toBe(true);
    await stale.write([], 0);
    const other = await begin();
    const position = await add(log, 'a', 1);
    await other.reader.atLeast(position);
    await expect(stale.write([], 99)).rejects.toMatchObject({ code: 'view-write-conflict' });
    expect(await stale.lease?.hold()).toBe(false);
    expect(await other.views.checkpoint()).toBe(position);
    await store.close();
  });

  it('has one writer, however many want to be it', async () => {
    const stores = await Promise.all([1, 2, 3, 4, 5, 6].map(() => MongoViewStore.connect(url, { leaseMs })));
    const views = await Promise.all(stores.map((store) => store.open<Total>(totals.name, totals.indexes ?? [])));
    const held = await Promise.all(views.map(({ lease }) => lease?.hold()));
    expect(held.filter((one) => one === true)).toHaveLength(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('is not taken from one that is paused, as for a comparison with the log', async () => {
    const owner = await begin();
    await inState(owner, 'live');
    const other = await begin();
    await owner.projector.pause();
    const position = await add(log, 'a', 1);
    expect(await other.projector.waitUntil(position, 1.5 * leaseMs)).toBe(false);
    owner.projector.start();
    await other.reader.atLeast(position);
  });

  it('is rebuilt by any of them and verified by its writer', async () => {
    const owner = await begin();
    await inState(owner, 'live');
    const other = await begin();
    await inState(other, 'following');
    const registry = (instance: Instance): ProjectionRegistry => {
      const made = new ProjectionRegistry(log, instance.store);
      made.register(instance.projector as unknown as Projector<never, never>);
      return made;
    };
    await owner.reader.atLeast(await add(log, 'a', 1));
    await owner.views.write([{ id: 'a', expectedPosition: 1, position: 1, view: { total: 99, events: 1 } }], 1);
    await expect(registry(other).verify(totals.name)).rejects.toMatchObject({ code: 'projection-elsewhere' });
    expect(await registry(owner).verify(totals.name)).toMatchObject({ equal: false, differences: [{ id: 'a' }] });
    await registry(other).rebuild(totals.name);
    expect(await owner.reader.get('a')).toMatchObject({ view: { total: 1, events: 1 } });
    const position = await add(log, 'a', 1);
    await Promise.all([owner, other].map(({ reader }) => reader.atLeast(position)));
    expect(await other.reader.get('a')).toMatchObject({ view: { total: 2, events: 2 } });
    expect(await registry(other).list()).toMatchObject([{ position, lag: 0 }]);
    expect(await owner.store.names()).toEqual([totals.name]);
  });

  it.each(['before its first event', 'after its last one'])('is rebuilt by one of two at the same time: the one that is overtaken %s is told so', async (when) => {
    const [slow, fast] = [await begin(), await begin()];
    await slow.reader.atLeast(await add(log, 'a', 1));
    const overtaken = held(log, when === 'before its first event' ? 'begin' : 'end', () => rebuildView(log, fast.store, fast.projector));
    await expect(rebuildView(overtaken, slow.store, slow.projector)).rejects.toMatchObject({ code: 'rebuild-in-progress', projection: totals.name });
    await fast.reader.atLeast(await add(log, 'a', 1));
    expect(await slow.reader.get('a')).toMatchObject({ view: { total: 2, events: 2 } });
    expect(await slow.store.names()).toEqual([totals.name]);
  });

  it('is rebuilt by one at least where many want to at once, and nobody hears of a conflict', async () => {
    const all = [await begin(), await begin(), await begin()];
    for (let index = 0; index < 20; index += 1) await add(log, `k-${index}`, 1);
    const results = await Promise.allSettled(all.map((instance) => rebuildView(log, instance.store, instance.projector)));
    const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'rebuild-in-progress' });
  });
});

/** The log to one who is held up before its first batch, or after its first one, until the other work is done. */
const held = (log: EventStore, at: 'begin' | 'end', work: () => Promise<unknown>): EventStore =>
  new Proxy(log, {
    get(target, name) {
      if (name !== 'subscribe') return Reflect.get(target, name) as unknown;
      return async function* (...given: Parameters<EventStore['subscribe']>) {
        if (at === 'begin') await work();
        for await (const batch of target.subscribe(...given)) {
          const { caughtUp } = batch;
          yield at === 'end' ? { ...batch, caughtUp: false } : batch;
          if (at === 'begin' || !caughtUp) continue;
          await work();
          yield { ...batch, events: [] };
        }
      };
    },
  });
