import type { EventStore } from '../event-store.port.js';

/** One log for a suite; `reopen` closes the store and opens the same log again, where the adapter can. */
export type OpenedStore = Readonly<{
  store: EventStore;
  reopen?: () => Promise<EventStore>;
  dispose: () => Promise<void>;
}>;

/** Answers the store of the running suite. */
export type Subject = () => EventStore;
