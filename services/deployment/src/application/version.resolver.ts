import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { NotFound } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { knownRepository, knownVersion, type KnownRepository, type KnownVersion } from '../projections/known.projections.js';
import { VersionNotReady } from './deployment.errors.js';

const patienceMs = 3000;

/** Finds repositories and versions in this service's memory of what others said. */
@Injectable()
export class VersionResolver {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONSUMER_PROGRESS) private readonly progress: ConsumerProgress,
    @InjectView(knownRepository) private readonly repositories: ViewReader<KnownRepository>,
    @InjectView(knownVersion) private readonly versions: ViewReader<KnownVersion>,
  ) {}

  /** By id or name. @throws NotFound */
  async repository(idOrName: string): Promise<KnownRepository> {
    const found = await this.eventually(() => this.findRepository(idOrName));
    if (found === null) throw new NotFound('repository', idOrName);
    return found;
  }

  /** `latest` is the highest ready version, `default` the repository's default. @throws VersionNotReady */
  async version(repository: KnownRepository, wanted: number | 'latest' | 'default'): Promise<KnownVersion> {
    const found = await this.eventually(() => this.findVersion(repository.repositoryId, wanted));
    if (found === null) throw new VersionNotReady(repository.repositoryId, wanted);
    return found;
  }

  /** What is not known yet may be known once everything said before this question has been heard. */
  private async eventually<T>(find: () => Promise<T | null>): Promise<T | null> {
    const found = await find();
    if (found !== null) return found;
    const deadline = Date.now() + patienceMs;
    const head = await this.store.headPosition();
    await this.progress.waitUntil('deployment', head, patienceMs);
    const remembered = await this.store.headPosition();
    const left = Math.max(0, deadline - Date.now());
    await Promise.all([this.repositories.atLeast(remembered, left), this.versions.atLeast(remembered, left)]);
    return find();
  }

  private async findRepository(idOrName: string): Promise<KnownRepository | null> {
    const byId = await this.repositories.get(idOrName);
    if (byId !== null) return byId.view;
    const { items } = await this.repositories.query({ where: [{ field: 'name', op: 'eq', value: idOrName }], limit: 1 });
    return items[0]?.view ?? null;
  }

  private async findVersion(repositoryId: string, wanted: number | 'latest' | 'default'): Promise<KnownVersion | null> {
    if (wanted === 'latest') {
      const { items } = await this.versions.query({
        where: [{ field: 'repositoryId', op: 'eq', value: repositoryId }],
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
