import type { EventStore } from '@daybook/event-store';
import type { ConsumerProgress } from '@daybook/messaging';
import type { ViewReader } from '@daybook/views';
import type { KnownRepository } from './known-repository.projection.js';
import { MemoryBehind } from './memory.errors.js';

const patienceMs = 3000;

/** Looks things up in memory, and before it says no, hears out everything that was said before the question. */
export class KnownLookup {
  constructor(
    private readonly service: string,
    private readonly store: EventStore,
    private readonly progress: Pick<ConsumerProgress, 'waitUntil'>,
  ) {}

  /**
   * Null only when it is unknown to a memory that reflects the log as it was at the time of the question.
   * @throws MemoryBehind, ViewBehind when that takes longer than 3 seconds
   */
  async find<T>(look: () => Promise<T | null>, views: readonly Pick<ViewReader<unknown>, 'atLeast'>[]): Promise<T | null> {
    const found = await look();
    if (found !== null) return found;
    const deadline = Date.now() + patienceMs;
    const asked = await this.store.headPosition();
    const heard = await this.progress.waitUntil(this.service, asked, patienceMs);
    if (!heard) throw new MemoryBehind(this.service, asked);
    const remembered = await this.store.headPosition();
    await Promise.all(views.map((view) => view.atLeast(remembered, Math.max(1, deadline - Date.now()))));
    return look();
  }

  repository(idOrName: string, view: ViewReader<KnownRepository>): Promise<KnownRepository | null> {
    return this.find(() => findRepository(idOrName, view), [view]);
  }
}

const findRepository = async (idOrName: string, view: ViewReader<KnownRepository>): Promise<KnownRepository | null> => {
  const byId = await view.get(idOrName);
  if (byId !== null) return byId.view;
  const { items } = await view.query({ where: [{ field: 'lowerName', op: 'eq', value: idOrName.toLowerCase() }], limit: 1 });
  return items[0]?.view ?? null;
};
