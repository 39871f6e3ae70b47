import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually } from '@daybook/testing';
import { add, databaseOf, Instance, totals } from './fixtures/shared-view.fixture.js';
import { MongoViewStore } from './mongo-view-store.js';

const options = { leaseMs: 1000, timeoutMs: 1000 };
const patienceMs = 30_000;

await describeWithLocal('mongo', 'Views whose MongoDB fails', (mongo) => {
  let log: SqliteEventStore;
  let url: string;
  let instances: readonly Instance[];

  const bothShow = (total: number) =>
    eventually(async () => {
      for (const { reader } of instances) expect(await reader.get('a')).toMatchObject({ view: { total } });
    }, patienceMs);

  beforeEach(async () => {
    log = SqliteEventStore.open(':memory:');
    url = databaseOf(mongo.url);
    instances = [await Instance.begin(log, url, options), await Instance.begin(log, url, options)];
    await add(log, 'a', 1);
    await bothShow(1);
  }, patienceMs);
  afterEach(async () => {
    await Promise.all(instances.map((instance) => instance.end()));
    await log.close();
  }, patienceMs);

  it('are unavailable while it does not answer, and go on when it does', async () => {
    await mongo.pause();
    const [one] = instances;
    // A signal does not stop a process at once.
    await eventually(() => expect(one?.reader.get('a')).rejects.toMatchObject({ code: 'views-unavailable' }), patienceMs);
    await expect(one?.reader.query({ limit: 1 })).rejects.toMatchObject({ code: 'views-unavailable' });
    await add(log, 'a', 2);
    await eventually(() => expect(instances.map(({ state }) => state)).toEqual(['failed', 'failed']), patienceMs);
    await mongo.resume();
    await bothShow(3);
    await eventually(() => expect(instances.map(({ state }) => state).sort()).toEqual(['following', 'live']), patienceMs);
  }, 3 * patienceMs);

  it('are made anew where it comes back with nothing', async () => {
    await mongo.kill9();
    await expect(instances[0]?.reader.get('a')).rejects.toMatchObject({ code: 'views-unavailable' });
    await add(log, 'a', 2);
    await mongo.restart();
    await bothShow(3);
    expect(await instances[0]?.store.names()).toEqual([totals.name]);
  }, 3 * patienceMs);

  it('cannot be connected to while it is not there', async () => {
    await mongo.stop();
    await expect(MongoViewStore.connect(url, options)).rejects.toMatchObject({ code: 'views-unavailable' });
    await mongo.restart();
    await bothShow(1);
  }, 3 * patienceMs);
});
