import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { KnownLookup, type KnownRepository } from '@daybook/memory';
import { CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { NotFound } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { knownDataset, knownRepository, service, type KnownDataset } from '../projections/known.projections.js';

/** What this service remembers of repositories and datasets. */
@Injectable()
export class KnownQueries {
  private readonly lookup: KnownLookup;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CONSUMER_PROGRESS) progress: ConsumerProgress,
    @InjectView(knownRepository) private readonly repositories: ViewReader<KnownRepository>,
    @InjectView(knownDataset) private readonly datasets: ViewReader<KnownDataset>,
  ) {
    this.lookup = new KnownLookup(service, store, progress);
  }

  /** By id or name; the one that bore the name at position `atLeast`, or later. @throws NotFound, MemoryBehind, ViewBehind */
  async repository(idOrName: string, atLeast?: number): Promise<KnownRepository> {
    const found = await this.lookup.repository(idOrName, this.repositories, atLeast);
    if (found === null) throw new NotFound('repository', idOrName);
    return found;
  }

  /** By id, else the newest of that name. @throws NotFound */
  async dataset(idOrName: string): Promise<KnownDataset> {
    const found = await this.lookup.find(() => this.findDataset(idOrName), [this.datasets]);
    if (found === null) throw new NotFound('dataset', idOrName);
    return found;
  }

  private async findDataset(idOrName: string): Promise<KnownDataset | null> {
    const byId = await this.datasets.get(idOrName);
    if (byId !== null) return byId.view;
    const where = [{ field: 'name', op: 'eq', value: idOrName }] as const;
    const { items } = await this.datasets.query({ where, sort: [{ field: 'at', direction: 'desc' }], limit: 1 });
    return items[0]?.view ?? null;
  }
}
