import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '@daybook/testing';
import { MongoLink } from '@daybook/mongodb';
import type { Connection, Model } from 'mongoose';
import type { ViewCollection } from '../view-store.port.js';
import { databaseOf, type Total } from './fixtures/shared-view.fixture.js';
import { MongoViewStore } from './mongo-view-store.js';
import { ViewCatalogue, type Entry } from './view-catalogue.js';

const [name, scratch] = ['totals-v1', 'totals-v1~rebuild'];
const [old, rebuilt] = [
  { total: 1, events: 1 },
  { total: 2, events: 2 },
];

/** What its process would have written from its nth write on is not written. */
const crashingAt = async (link: MongoLink, nth: number): Promise<ViewCatalogue> => {
  const { connection } = link;
  const catalogue = new ViewCatalogue(link);
  // Makes the model.
  await catalogue.names();
  const entries = connection.models['ViewEntry'] as Model<Entry>;
  let writes = 0;
  const crashing = <Write extends (...args: never[]) => unknown>(write: Write): Write =>
    ((...args: never[]) => {
      writes += 1;
      if (writes >= nth) throw new Error('crashed');
      return write(...args);
    }) as Write;
  entries.updateOne = crashing(entries.updateOne.bind(entries)) as typeof entries.updateOne;
  entries.deleteOne = crashing(entries.deleteOne.bind(entries)) as typeof entries.deleteOne;
  connection.dropCollection = crashing(connection.dropCollection.bind(connection));
  return catalogue;
};

await describeWith('mongo', 'Putting a rebuilt view in the place of the live one', (mongo) => {
  let store: MongoViewStore;
  let other: MongoLink;
  let views: ViewCollection<Total>;

  const build = async (): Promise<void> => {
    await store.drop(scratch);
    const next = await store.open<Total>(scratch, []);
    await next.write([{ id: 'a', expectedPosition: null, position: 2, view: rebuilt }], 2);
  };
  const collections = async (): Promise<readonly string[]> =>
    (await other.connection.listCollections()).map((one) => one.name).filter((one) => one.startsWith('view.'));

  beforeEach(async () => {
    const url = databaseOf(mongo.url);
    store = await MongoViewStore.connect(url);
    other = await MongoLink.connect(url);
    views = await store.open<Total>(name, []);
    await views.write([{ id: 'a', expectedPosition: null, position: 1, view: old }], 1);
    await build();
  });
  afterEach(async () => {
    await other.close();
    await store.close();
  });

  it.each([
    ['the first', 1, { checkpoint: 1, view: old }],
    ['the second', 2, { checkpoint: 2, view: rebuilt }],
    ['the third', 3, { checkpoint: 2, view: rebuilt }],
  ])('leaves one or the other when it ends before %s of its writes, and nothing once it is done again', async (_, nth, expected) => {
    const crashing = await crashingAt(other, nth);
    await expect(crashing.move(scratch, name)).rejects.toThrow('crashed');
    const seen = { checkpoint: await views.checkpoint(), view: (await views.get('a'))?.view };
    expect(seen).toEqual(expected);
    await build();
    expect((await views.get('a'))?.view).toEqual(expected.view);
    await store.replace(name, scratch);
    expect({ checkpoint: await views.checkpoint(), view: (await views.get('a'))?.view }).toEqual({ checkpoint: 2, view: rebuilt });
    expect(await store.names()).toEqual([name]);
    expect(await collections()).toHaveLength(1);
  });

  it('shows each reader the whole of one of them', async () => {
    const reader = await MongoViewStore.connect(databaseUrl(other.connection));
    const seen = await reader.open<Total>(name, []);
    const replacing = store.replace(name, scratch);
    const found = [];
    for (let index = 0; index < 50; index += 1) found.push((await seen.get('a'))?.view.total);
    await replacing;
    expect(found.filter((total) => total !== 1 && total !== 2)).toEqual([]);
    expect((await seen.get('a'))?.view).toEqual(rebuilt);
    await reader.close();
  });
});

const databaseUrl = ({ host, port, name: database }: Connection): string => `mongodb://${host}:${port}/${database}`;
