import type { ViewIndex } from '@daybook/event-sourcing';
import { MongoLink, type MongoLinkOptions } from '@daybook/mongodb';
import { ViewsUnavailable } from '../view-store.errors.js';
import type { ViewCollection, ViewStore } from '../view-store.port.js';
import { MongoViewCollection } from './mongo-view-collection.js';
import { ViewCatalogue } from './view-catalogue.js';
import { ViewFields } from './view-fields.js';
import { ViewModels } from './view-models.js';
import { readyView } from './view-parts.js';

export type MongoViewStoreOptions = Pick<MongoLinkOptions, 'timeoutMs'> &
  Readonly<{
    /** A process that has written a view and died is followed by another after this time, in ms. */
    leaseMs?: number;
  }>;

const defaultLeaseMs = 5000;

/** Views in one MongoDB database, for any number of processes. Needs no transactions. */
export class MongoViewStore implements ViewStore {
  private readonly catalogue: ViewCatalogue;

  private constructor(
    private readonly link: MongoLink,
    private readonly leaseMs: number,
  ) {
    this.catalogue = new ViewCatalogue(link);
  }

  /** @throws ViewsUnavailable */
  static async connect(url: string, { leaseMs = defaultLeaseMs, ...options }: MongoViewStoreOptions = {}): Promise<MongoViewStore> {
    return new MongoViewStore(await MongoLink.connect(url, { ...options, unavailable: ViewsUnavailable }), leaseMs);
  }

  open<View>(name: string, indexes: readonly ViewIndex[]): Promise<ViewCollection<View>> {
    return this.link.ask(async () => {
      const { link, catalogue, leaseMs } = this;
      const fields = new ViewFields(indexes);
      const parts = { link, catalogue, leaseMs, fields, models: new ViewModels(link, fields) };
      return new MongoViewCollection<View>(parts, await readyView(parts, name));
    });
  }

  drop(name: string): Promise<void> {
    return this.link.ask(() => this.catalogue.remove(name));
  }

  replace(name: string, rebuilt: string): Promise<void> {
    return this.link.ask(() => this.catalogue.move(rebuilt, name));
  }

  names(): Promise<readonly string[]> {
    return this.link.ask(() => this.catalogue.names());
  }

  close(): Promise<void> {
    return this.link.close();
  }
}
