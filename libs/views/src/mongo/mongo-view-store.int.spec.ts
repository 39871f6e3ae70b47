import { randomUUID } from 'node:crypto';
import { describeWith } from '@daybook/testing';
import { viewStoreContract } from '../view-store.contract.js';
import { MongoViewStore } from './mongo-view-store.js';

await describeWith('mongo', 'MongoDB', (mongo) =>
  viewStoreContract('MongoDB', async () => {
    const url = new URL(mongo.url);
    url.pathname = `/views-${randomUUID().slice(0, 8)}`;
    const store = await MongoViewStore.connect(url.href);
    return { store, dispose: () => store.close() };
  }),
);
