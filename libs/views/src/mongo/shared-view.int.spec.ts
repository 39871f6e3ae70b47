import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWith, eventually } from '@daybook/testing';
import { ProjectionRegistry } from '../projection-registry.js';
import type { Projector } from '../projector.js';
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
});
