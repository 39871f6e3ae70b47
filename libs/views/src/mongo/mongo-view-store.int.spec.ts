import { randomUUID } from 'node:crypto';
import { databaseAt, describeWith } from '@daybook/testing';
import { viewStoreContract } from '../view-store.contract.js';
import { MongoViewStore } from './mongo-view-store.js';

await describeWith('mongo', 'MongoDB', (mongo) =>
  viewStoreContract('MongoDB', async () => {
    const store = await MongoViewStore.connect(databaseAt(mongo.url, `views-${randomUUID().slice(0, 8)}`));
    return { store, dispose: () => store.close() };
  }),
);
