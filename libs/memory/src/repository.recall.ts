import type { EventStore } from '@daybook/event-store';
import type { ViewReader } from '@daybook/views';
import type { KnownLookup } from './known-lookup.js';
import { knownRepositoryMemory, repositoryNames, type KnownRepository } from './known-repository.projection.js';
import { MemoryIndex } from './memory.index.js';
import type { MemoryView } from './memory.projection.js';
import { recall } from './memory.recall.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which repository a command means: asked of the log, so that commands go on while the views are away. */
export class RepositoryRecall {
  private readonly memory: MemoryView<KnownRepository>;
  private readonly names: MemoryIndex;

  constructor(
    service: string,
    private readonly store: EventStore,
    private readonly lookup: Pick<KnownLookup, 'find'>,
  ) {
    this.memory = knownRepositoryMemory(service);
    this.names = new MemoryIndex(store, repositoryNames(service));
  }

  /**
   * By id or name. Null only when it is unknown to a memory that reflects the log as it was at the time of the question.
   * The view is asked for a name that the log does not find: an earlier version of the service kept no names there.
   * @throws MemoryBehind, ViewBehind when that takes longer than 3 seconds; ViewsUnavailable
   */
  find(idOrName: string, view: ViewReader<KnownRepository>): Promise<KnownRepository | null> {
    if (uuid.test(idOrName)) return this.lookup.find(() => this.byId(idOrName), []);
    return this.lookup.find(async () => (await this.inLog(idOrName)) ?? this.inView(idOrName.toLowerCase(), view), [view]);
  }

  private byId(repositoryId: string): Promise<KnownRepository | null> {
    return recall(this.store, this.memory, repositoryId);
  }

  private async inLog(idOrName: string): Promise<KnownRepository | null> {
    return (await this.bearerOf(idOrName.toLowerCase())) ?? this.byId(idOrName);
  }

  /** Of those that were given the name, the one whose own stream says that it still bears it. */
  private async bearerOf(lowerName: string): Promise<KnownRepository | null> {
    for (const subject of await this.names.subjects(lowerName)) {
      const repository = await this.byId(subject);
      if (repository?.lowerName === lowerName) return repository;
    }
    return null;
  }

  private async inView(lowerName: string, view: ViewReader<KnownRepository>): Promise<KnownRepository | null> {
    const { items } = await view.query({ where: [{ field: 'lowerName', op: 'eq', value: lowerName }], limit: 1 });
    const [shown] = items;
    if (shown === undefined) return null;
    const repository = await this.byId(shown.id);
    if (repository?.lowerName !== lowerName) return null;
    await this.names.adopt(shown.id);
    return repository;
  }
}
