import type { Connection } from 'mongoose';
import type { ViewIndex } from '@daybook/event-sourcing';
import type { ViewCollection, ViewStore } from '../view-store.port.js';
import { connectMongo, type MongoConnectionOptions } from './mongo-connection.js';
import { MongoViewCollection } from './mongo-view-collection.js';
import { ViewCatalogue } from './view-catalogue.js';
import { ViewFields } from './view-fields.js';
import { viewModel } from './view-model.js';

/** Views in one MongoDB database, for any number of processes. Needs no transactions. */
export class MongoViewStore implements ViewStore {
  private readonly catalogue: ViewCatalogue;

  private constructor(private readonly connection: Connection) {
    this.catalogue = new ViewCatalogue(connection);
  }

  static async connect(url: string, options: MongoConnectionOptions = {}): Promise<MongoViewStore> {
    return new MongoViewStore(await connectMongo(url, options));
  }

  async open<View>(name: string, indexes: readonly ViewIndex[]): Promise<ViewCollection<View>> {
    const fields = new ViewFields(indexes);
    const entry = await this.catalogue.claim(name, indexes);
    // Also where the entry is an older one: whoever made it may have come no further.
    await viewModel(this.connection, fields, entry.place).createIndexes();
    return new MongoViewCollection<View>({ connection: this.connection, catalogue: this.catalogue, fields }, entry);
  }

  drop(name: string): Promise<void> {
    return this.catalogue.remove(name);
  }

  replace(name: string, rebuilt: string): Promise<void> {
    return this.catalogue.move(rebuilt, name);
  }

  names(): Promise<readonly string[]> {
    return this.catalogue.names();
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
