import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyEvent, ProjectionDefinition } from '@daybook/event-sourcing';
import { ViewReader } from './view-reader.js';
import type { ViewCollection, ViewStore } from './view-store.port.js';

const pollMs = 50;

/** How far a view is that other processes keep: as far as their checkpoint says. */
class Followed {
  private position = 0;

  constructor(
    private readonly name: string,
    private readonly views: Pick<ViewCollection<unknown>, 'checkpoint'>,
  ) {}

  status(): { name: string; position: number } {
    return { name: this.name, position: this.position };
  }

  async waitUntil(position: number, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      this.position = await this.views.checkpoint();
      if (this.position >= position) return true;
      if (performance.now() >= deadline) return false;
      await sleep(pollMs);
    }
  }
}

/**
 * Reads a view that processes elsewhere keep up with the log, in a store that all of them share. Its position is known
 * once it was waited for.
 */
export const followView = async <View>(
  store: ViewStore,
  { name, indexes = [] }: Pick<ProjectionDefinition<View, AnyEvent>, 'name' | 'indexes'>,
): Promise<ViewReader<View>> => {
  const views = await store.open<View>(name, indexes);
  return new ViewReader(views, new Followed(name, views));
};
