import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { KnownLookup, MemoryIndex, recall, RepositoryRecall, viewsOrLog, type KnownRepository } from '@daybook/memory';
import { CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { NotFound } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { datasetNames, knownDataset, knownDatasetMemory, knownRepository, service, type KnownDataset } from '../projections/known.projections.js';

/** What this service remembers of repositories and datasets. */
@Injectable()
export class KnownQueries {
  private readonly lookup: KnownLookup;
  private readonly recall: RepositoryRecall;
  private readonly datasetsByName: MemoryIndex;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONSUMER_PROGRESS) progress: ConsumerProgress,
    @InjectView(knownRepository) private readonly repositories: ViewReader<KnownRepository>,
    @InjectView(knownDataset) private readonly datasets: ViewReader<KnownDataset>,
  ) {
    this.lookup = new KnownLookup(service, store, progress);
    this.recall = new RepositoryRecall(service, store, this.lookup);
    this.datasetsByName = new MemoryIndex(store, datasetNames);
  }

  /** By id or name; the one that bore the name at position `atLeast`, or later. @throws NotFound, MemoryBehind, ViewBehind */
  async repository(idOrName: string, atLeast?: number): Promise<KnownRepository> {
    return foundOrNot(await this.lookup.repository(idOrName, this.repositories, atLeast), 'repository', idOrName);
  }

  /** The same for a command, which must not depend on views. @throws NotFound, MemoryBehind */
  async commanded(idOrName: string): Promise<KnownRepository> {
    return foundOrNot(await this.recall.find(idOrName, this.repositories), 'repository', idOrName);
  }

  /** By id, else the newest of that name; while views are away, of those that the log knows by name. @throws NotFound */
  async dataset(idOrName: string): Promise<KnownDataset> {
    const look = async () => (await recall(this.store, knownDatasetMemory, idOrName)) ?? this.datasetNamed(idOrName);
    return foundOrNot(await this.lookup.find(look, [this.datasets]), 'dataset', idOrName);
  }

  private datasetNamed(name: string): Promise<KnownDataset | null> {
    return viewsOrLog(
      () => this.newestShown(name),
      () => this.newestInLog(name),
    );
  }

  private async newestShown(name: string): Promise<KnownDataset | null> {
    const where = [{ field: 'name', op: 'eq', value: name }] as const;
    const { items } = await this.datasets.query({ where, sort: [{ field: 'at', direction: 'desc' }], limit: 1 });
    return items[0]?.view ?? null;
  }

  private async newestInLog(name: string): Promise<KnownDataset | null> {
    const ids = await this.datasetsByName.subjects(name);
    const named = await Promise.all(ids.map((id) => recall(this.store, knownDatasetMemory, id)));
    return named.reduce((newest, dataset) => ((dataset?.at ?? '') > (newest?.at ?? '') ? dataset : newest), null);
  }
}

const foundOrNot = <T>(found: T | null, what: string, idOrName: string): T => {
  if (found === null) throw new NotFound(what, idOrName);
  return found;
};
