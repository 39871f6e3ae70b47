import { afterAll, beforeAll } from '@jest/globals';
import { temporaryDirectory } from '@daybook/testing';
import { eventStoreContract } from '../event-store.contract.js';
import { LogServerProcess } from './fixtures/log-server.process.js';
import { KurrentEventStore } from './kurrent-event-store.js';

const given = process.env['DAYBOOK_TEST_EVENT_STORE_URL'];
const directory = temporaryDirectory();
let server: LogServerProcess | null = null;
let url = given ?? '';

beforeAll(async () => {
  if (given !== undefined) return;
  server = await LogServerProcess.start(directory);
  url = server.connectionString;
});
afterAll(() => server?.stop());

eventStoreContract(given === undefined ? 'KurrentDB (the development log server)' : 'KurrentDB', async () => {
  let store = KurrentEventStore.connect(url);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = KurrentEventStore.connect(url);
      return store;
    },
    dispose: () => store.close(),
  };
});
