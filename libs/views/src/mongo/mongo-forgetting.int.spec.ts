import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWith, eventually } from '@daybook/testing';
import { createConnection, type Connection } from 'mongoose';
import { verifyView } from '../rebuild.js';
import { add, databaseOf, Instance, remove, totals } from './fixtures/shared-view.fixture.js';

type Dump = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

/** All that a database holds. */
const dumped = async (connection: Connection): Promise<Dump> => {
  const names = (await connection.listCollections()).map(({ name }) => name);
  const contents = names.map(async (name) => [name, await connection.collection(name).find().toArray()] as const);
  return new Map(await Promise.all(contents));
};

/** As a server does that comes back from a crash without its last writes. */
const restore = async (connection: Connection, dump: Dump): Promise<void> => {
  // The catalogue last: a real crash takes all at once.
  for (const [name, documents] of [...dump].sort(([a]) => (a === 'views' ? 1 : -1))) {
    await connection.collection(name).deleteMany({});
    if (documents.length > 0) await connection.collection(name).insertMany([...documents]);
  }
};

await describeWith('mongo', 'A MongoDB that forgets its newest writes', (mongo) => {
  let log: SqliteEventStore;
  let behind: Connection;
  let instance: Instance;

  beforeEach(async () => {
    log = SqliteEventStore.open(':memory:');
    const url = databaseOf(mongo.url);
    behind = await createConnection(url).asPromise();
    instance = await Instance.begin(log, url, { leaseMs: 1000, sweepAfterMs: 1 });
    await instance.reader.atLeast(await add(log, 'a', 1));
  });
  afterEach(async () => {
    await instance.end();
    await behind.close();
    await log.close();
  });

  it.each([
    ['nothing more happens', 0],
    ['more happens', 1],
  ])('gets them again from the log when %s', async (_, more) => {
    const before = await dumped(behind);
    await instance.reader.atLeast(await add(log, 'a', 2));
    await instance.reader.atLeast(await add(log, 'b', 3));
    await restore(behind, before);
    expect(await instance.views.get('b')).toBeNull();
    for (let index = 0; index < more; index += 1) await add(log, 'a', 5);
    const head = await log.headPosition();
    const stored = await instance.store.open(totals.name, totals.indexes ?? []);
    await eventually(async () => expect(await stored.checkpoint()).toBe(head));
    await eventually(() => expect(instance.state).toBe('live'));
    expect(await verifyView(log, instance.store, instance.projector)).toMatchObject({ equal: true, documents: 2, position: head });
  }, 30_000);

  it('removes again what was removed and swept', async () => {
    const before = await dumped(behind);
    await instance.reader.atLeast(await remove(log, 'a'));
    await eventually(async () => {
      await instance.reader.atLeast(await add(log, 'b', 1));
      expect((await instance.views.load(['a'])).size).toBe(0);
    });
    await restore(behind, before);
    const head = await add(log, 'b', 1);
    const stored = await instance.store.open(totals.name, totals.indexes ?? []);
    await eventually(async () => expect(await stored.checkpoint()).toBe(head));
    await eventually(() => expect(instance.state).toBe('live'));
    expect(await instance.views.get('a')).toBeNull();
    expect(await verifyView(log, instance.store, instance.projector)).toMatchObject({ equal: true, documents: 1, position: head });
  }, 30_000);
});
