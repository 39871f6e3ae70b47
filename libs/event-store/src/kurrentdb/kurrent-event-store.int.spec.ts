import { describeWith } from '@daybook/testing';
import { eventStoreContract } from '../event-store.contract.js';
import { KurrentEventStore } from './kurrent-event-store.js';

// DAYBOOK_TEST_EVENT_STORE_URL runs it against a KurrentDB.
await describeWith('log-server', 'With a server of its protocol', (server) => {
  eventStoreContract('KurrentDB', async () => {
    let store = KurrentEventStore.connect(server.url);
    return {
      store,
      reopen: async () => {
        await store.close();
        store = KurrentEventStore.connect(server.url);
        return store;
      },
      dispose: () => store.close(),
    };
  });
});
