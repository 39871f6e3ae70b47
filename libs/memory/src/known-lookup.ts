import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@daybook/event-store';
import type { ConsumerProgress } from '@daybook/messaging';
import type { ViewReader } from '@daybook/views';
import type { KnownRepository } from './known-repository.projection.js';
import { MemoryBehind } from './memory.errors.js';

const patienceMs = 3000;
const lookAgainMs = 25;

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
    const heardOut = this.store.headPosition().then((head) => this.hearOut(head, views)).then(() => true);
    // What is asked for mostly comes long before everything else has been heard; then nobody awaits the rest.
    heardOut.catch(() => undefined);
    for (;;) {
      const all = await Promise.race([heardOut, sleep(lookAgainMs, false)]);
      const seen = await look();
      if (seen !== null || all) return seen;
    }
  }

  /**
   * By id or name. Who asks for `atLeast` gets the bearer that the name had there, not one who has given it up by then.
   * @throws MemoryBehind, ViewBehind when that takes longer than 3 seconds
   */
  async repository(idOrName: string, view: ViewReader<KnownRepository>, atLeast?: number): Promise<KnownRepository | null> {
    if (atLeast !== undefined) await this.hearOut(atLeast, [view]);
    return this.find(() => findRepository(idOrName, view), [view]);
  }

  /** Resolves when everything up to the position was heard, and the views show what was remembered of it. @throws MemoryBehind, ViewBehind */
  async hearOut(position: number, views: readonly Pick<ViewReader<unknown>, 'atLeast'>[]): Promise<void> {
    const deadline = Date.now() + patienceMs;
    const heard = await this.progress.waitUntil(this.service, position, patienceMs);
    if (!heard) throw new MemoryBehind(this.service, position);
    const remembered = await this.store.headPosition();
    await Promise.all(views.map((view) => view.atLeast(remembered, Math.max(1, deadline - Date.now()))));
  }
}

const findRepository = async (idOrName: string, view: ViewReader<KnownRepository>): Promise<KnownRepository | null> => {
  const byId = await view.get(idOrName);
  if (byId !== null) return byId.view;
  const { items } = await view.query({ where: [{ field: 'lowerName', op: 'eq', value: idOrName.toLowerCase() }], limit: 1 });
  return items[0]?.view ?? null;
};
