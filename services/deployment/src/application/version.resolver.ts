import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { KnownLookup, type KnownRepository } from '@daybook/memory';
import { CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { NotFound } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { knownRepository, knownVersion, service, type KnownVersion } from '../projections/known.projections.js';
import { VersionIsArchived, VersionNotReady } from './deployment.errors.js';

/** Finds repositories and versions in this service's memory of what others said. */
@Injectable()
export class VersionResolver {
  private readonly lookup: KnownLookup;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CONSUMER_PROGRESS) progress: ConsumerProgress,
    @InjectView(knownRepository) private readonly repositories: ViewReader<KnownRepository>,
    @InjectView(knownVersion) private readonly versions: ViewReader<KnownVersion>,
  ) {
    this.lookup = new KnownLookup(service, store, progress);
  }

  /** By id or name. @throws NotFound */
  async repository(idOrName: string): Promise<KnownRepository> {
    const found = await this.lookup.repository(idOrName, this.repositories);
    if (found === null) throw new NotFound('repository', idOrName);
    return found;
  }

  /** `latest` is the highest ready version that is not archived, `default` the repository's default. @throws VersionNotReady, VersionIsArchived */
  async version({ repositoryId }: KnownRepository, wanted: number | 'latest' | 'default'): Promise<KnownVersion> {
    const found = await this.lookup.find(() => this.findVersion(repositoryId, wanted), [this.repositories, this.versions]);
    if (found === null) throw new VersionNotReady(repositoryId, wanted);
    if (found.archived) throw new VersionIsArchived(found.versionId);
    return found;
  }

  private async findVersion(repositoryId: string, wanted: number | 'latest' | 'default'): Promise<KnownVersion | null> {
    if (wanted === 'latest') {
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
    if (wanted !== 'default') return (await this.versions.get(`${repositoryId}-${wanted}`))?.view ?? null;
    const number = (await this.repositories.get(repositoryId))?.view.defaultNumber ?? 'latest';
    return this.findVersion(repositoryId, number);
  }
}
