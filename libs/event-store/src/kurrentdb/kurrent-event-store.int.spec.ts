import { describe } from '@jest/globals';
import { eventStoreContract } from '../event-store.contract.js';
import { KurrentEventStore } from './kurrent-event-store.js';

const url = process.env['DAYBOOK_TEST_EVENT_STORE_URL'];

(url === undefined ? describe.skip : describe)('With a server', () => {
  eventStoreContract('KurrentDB', async () => {
    let store = KurrentEventStore.connect(url ?? '');
    return {
      store,
      reopen: async () => {
        await store.close();
        store = KurrentEventStore.connect(url ?? '');
        return store;
      },
      dispose: () => store.close(),
    };
  });
});
