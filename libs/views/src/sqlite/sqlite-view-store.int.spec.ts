import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewStoreContract } from '../view-store.contract.js';
import { SqliteViewStore } from './sqlite-view-store.js';

viewStoreContract('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'daybook-views-'));
  const store = SqliteViewStore.open(join(directory, 'views.db'));
  return {
    store,
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
});
