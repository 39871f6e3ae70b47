import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { KnownLookup, knownRepositoryMemory, MemoryIndex, recall, RepositoryRecall, viewsOrLog, type KnownRepository } from '@daybook/memory';
import { CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { NotFound } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import {
  knownRepository,
  knownVersion,
  knownVersionMemory,
  service,
  versionsOfRepositories,
  type KnownVersion,
} from '../projections/known.projections.js';
import { VersionIsArchived, VersionNotReady } from './deployment.errors.js';

type Wanted = number | 'latest' | 'default';

/** Finds repositories and versions in this service's memory of what others said. */
@Injectable()
export class VersionResolver {
  private readonly lookup: KnownLookup;
  private readonly recall: RepositoryRecall;
  private readonly versionsByRepository: MemoryIndex;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONSUMER_PROGRESS) progress: ConsumerProgress,
    @InjectView(knownRepository) private readonly repositories: ViewReader<KnownRepository>,
    @InjectView(knownVersion) private readonly versions: ViewReader<KnownVersion>,
  ) {
    this.lookup = new KnownLookup(service, store, progress);
    this.recall = new RepositoryRecall(service, store, this.lookup);
    this.versionsByRepository = new MemoryIndex(store, versionsOfRepositories);
  }

  /** By id or name. @throws NotFound */
  async repository(idOrName: string): Promise<KnownRepository> {
    return foundOrNot(await this.lookup.repository(idOrName, this.repositories), idOrName);
  }

  /** The same for a command, which must not depend on views. @throws NotFound */
  async commanded(idOrName: string): Promise<KnownRepository> {
    return foundOrNot(await this.recall.find(idOrName, this.repositories), idOrName);
  }

  /**
   * `latest` is the highest ready version that is not archived, `default` the repository's default; a number is looked up
   * in the log, and so is the rest while views are away. @throws VersionNotReady, VersionIsArchived
   */
  async version({ repositoryId }: KnownRepository, wanted: Wanted): Promise<KnownVersion> {
    const views = typeof wanted === 'number' ? [] : [this.versions];
    const found = await this.lookup.find(() => this.findVersion(repositoryId, wanted), views);
    if (found === null) throw new VersionNotReady(repositoryId, wanted);
    if (found.archived) throw new VersionIsArchived(found.versionId);
    return found;
  }

  private async findVersion(repositoryId: string, wanted: Wanted): Promise<KnownVersion | null> {
    if (wanted === 'default') {
      const repository = await recall(this.store, knownRepositoryMemory(service), repositoryId);
      return this.findVersion(repositoryId, repository?.defaultNumber ?? 'latest');
    }
    if (wanted !== 'latest') return recall(this.store, knownVersionMemory, `${repositoryId}-${wanted}`);
    return viewsOrLog(
      () => this.latestShown(repositoryId),
      () => this.latestInLog(repositoryId),
    );
  }

  private async latestShown(repositoryId: string): Promise<KnownVersion | null> {
    const { items } = await this.versions.query({
      where: [
        { field: 'repositoryId', op: 'eq', value: repositoryId },
        { field: 'archived', op: 'eq', value: false },
      ],
      sort: [{ field: 'number', direction: 'desc' }],
      limit: 1,
    });
    return items[0]?.view ?? null;
  }

  private async latestInLog(repositoryId: string): Promise<KnownVersion | null> {
    const numberOf = (versionId: string): number => Number(versionId.slice(repositoryId.length + 1));
    const ids = await this.versionsByRepository.subjects(repositoryId);
    for (const versionId of [...ids].sort((a, b) => numberOf(b) - numberOf(a))) {
      const version = await recall(this.store, knownVersionMemory, versionId);
      if (version !== null && !version.archived) return version;
    }
    return null;
  }
}

const foundOrNot = (found: KnownRepository | null, idOrName: string): KnownRepository => {
  if (found === null) throw new NotFound('repository', idOrName);
  return found;
};
