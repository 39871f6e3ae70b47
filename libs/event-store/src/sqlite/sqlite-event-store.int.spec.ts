import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { temporaryDirectory } from '@daybook/testing';
import { eventStoreContract } from '../event-store.contract.js';
import { SqliteEventStore } from './sqlite-event-store.js';

const directory = temporaryDirectory();

eventStoreContract('SQLite', async () => {
  const file = join(directory, `${randomUUID()}.db`);
  let store = SqliteEventStore.open(file);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = SqliteEventStore.open(file);
      return store;
    },
    dispose: () => store.close(),
  };
});
