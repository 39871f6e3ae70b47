import type { Connection } from 'mongoose';
import type { ViewIndex } from '@daybook/event-sourcing';
import type { ViewCollection, ViewStore } from '../view-store.port.js';
import { connectMongo, type MongoConnectionOptions } from './mongo-connection.js';
import { answered } from './mongo-outage.js';
import { MongoViewCollection } from './mongo-view-collection.js';
import { ViewCatalogue } from './view-catalogue.js';
import { ViewFields } from './view-fields.js';
import { readyView } from './view-parts.js';

export type MongoViewStoreOptions = MongoConnectionOptions &
  Readonly<{
    /** A process that has written a view and died is followed by another after this time, in ms. */
    leaseMs?: number;
  }>;

const defaultLeaseMs = 5000;

/** Views in one MongoDB database, for any number of processes. Needs no transactions. */
export class MongoViewStore implements ViewStore {
  private readonly catalogue: ViewCatalogue;

  private constructor(
    private readonly connection: Connection,
    private readonly leaseMs: number,
  ) {
    this.catalogue = new ViewCatalogue(connection);
  }

  /** @throws ViewsUnavailable */
  static async connect(url: string, { leaseMs = defaultLeaseMs, ...options }: MongoViewStoreOptions = {}): Promise<MongoViewStore> {
    return new MongoViewStore(await answered(() => connectMongo(url, options)), leaseMs);
  }

  open<View>(name: string, indexes: readonly ViewIndex[]): Promise<ViewCollection<View>> {
    return answered(async () => {
      const { connection, catalogue, leaseMs } = this;
      const parts = { connection, catalogue, leaseMs, fields: new ViewFields(indexes) };
      return new MongoViewCollection<View>(parts, await readyView(parts, name));
    });
  }

  drop(name: string): Promise<void> {
    return answered(() => this.catalogue.remove(name));
  }

  replace(name: string, rebuilt: string): Promise<void> {
    return answered(() => this.catalogue.move(rebuilt, name));
  }

  names(): Promise<readonly string[]> {
    return answered(() => this.catalogue.names());
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
