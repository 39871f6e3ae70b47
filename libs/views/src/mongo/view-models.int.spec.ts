import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ViewIndex } from '@daybook/event-sourcing';
import { MongoLink } from '@daybook/mongodb';
import { describeWith } from '@daybook/testing';
import type { Model } from 'mongoose';
import type { ViewCollection } from '../view-store.port.js';
import { databaseOf } from './fixtures/shared-view.fixture.js';
import { MongoViewStore } from './mongo-view-store.js';
import { ViewCatalogue } from './view-catalogue.js';
import { ViewFields, type Stored } from './view-fields.js';
import { ViewModels } from './view-models.js';

type Row = Readonly<{ group: string; rank: unknown }>;

const name = 'rows-v1';
const indexes: readonly ViewIndex[] = [
  { field: 'group', type: 'text' },
  { field: 'rank', type: 'number', within: 'group' },
  { field: 'change.at', type: 'text' },
];
const row = (rank: unknown): Row => ({ group: 'g', rank });

await describeWith('mongo', 'The model of a view', (mongo) => {
  let store: MongoViewStore;
  let link: MongoLink;
  let views: ViewCollection<Row>;
  let model: Model<Stored>;

  beforeEach(async () => {
    const url = databaseOf(mongo.url);
    [store, link] = [await MongoViewStore.connect(url), await MongoLink.connect(url)];
    views = await store.open<Row>(name, indexes);
    await views.lease?.hold();
    model = new ViewModels(link, new ViewFields(indexes)).in((await new ViewCatalogue(link).find(name))?.place ?? '');
  });
  afterEach(async () => {
    await link.close();
    await store.close();
  });

  it.each([
    ['a new document', null],
    ['the next state of a document', 1],
  ])('refuses %s whose declared field is not of its type, and says so; nothing counts as written', async (_, expectedPosition) => {
    await views.write([{ id: 'there', expectedPosition: null, position: 1, view: row(1) }], 1);
    const id = expectedPosition === null ? 'new' : 'there';
    const badly = { id, expectedPosition, position: 2, view: row('very high') };
    await expect(views.write([badly], 2)).rejects.toThrow(/Cast to Number failed.*rank/);
    expect(await views.checkpoint()).toBe(1);
    expect((await views.get('there'))?.view).toEqual(row(1));
    expect(await views.get('new')).toBeNull();
  });

  it('has exactly the fields that it should, and no question about others', async () => {
    await views.write([{ id: 'a', expectedPosition: null, position: 1, view: row(3) }], 1);
    await views.write([{ id: 'a', expectedPosition: 1, position: 2, view: null }], 2);
    await views.write([{ id: 'b', expectedPosition: null, position: 3, view: row(3) }], 3);
    const fields = { group: null, rank: null, change_at: null };
    expect(await model.collection.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', position: 2, fields, view: null, gone: 2 },
      { _id: 'b', position: 3, fields: { ...fields, group: 'g', rank: 3 }, view: row(3) },
    ]);
    await expect(model.find({ owner: 'anna' }).exec()).rejects.toThrow(/owner.*strictQuery|strictQuery.*owner/);
    const beside = { position: 1, fields, view: null };
    const strange = [{ _id: 'c', ...beside, owner: 'anna' } as Stored, { _id: 'd', ...beside, fields: { ...fields, owner: 'anna' } }];
    for (const one of strange) await expect(model.create(one)).rejects.toThrow(/owner/);
    await expect(model.create({ _id: 'e', fields, view: null })).rejects.toThrow(/position/);
  });

  it('has the indexes that are declared, and one of the tombstones alone', async () => {
    const described = (await model.listIndexes()).map(({ key, sparse = false }) => ({ key, sparse }));
    expect(described).toEqual([
      { key: { _id: 1 }, sparse: false },
      { key: { 'fields.group': 1, _id: 1 }, sparse: false },
      { key: { 'fields.group': 1, 'fields.rank': 1, _id: 1 }, sparse: false },
      { key: { 'fields.change_at': 1, _id: 1 }, sparse: false },
      { key: { gone: 1 }, sparse: true },
    ]);
  });
});
