import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { add, totals, type Total } from './mongo/fixtures/shared-view.fixture.js';
import { ProjectionRegistry } from './projection-registry.js';
import { Projector } from './projector.js';
import { SqliteViewStore } from './sqlite/sqlite-view-store.js';
import type { ViewCollection } from './view-store.port.js';

const inProgress = { code: 'rebuild-in-progress', projection: totals.name };

describe('the projections of a process', () => {
  let log: SqliteEventStore;
  let store: SqliteViewStore;
  let views: ViewCollection<Total>;
  let projector: Projector<never, never>;
  let registry: ProjectionRegistry;

  beforeEach(async () => {
    log = SqliteEventStore.open(':memory:');
    store = SqliteViewStore.open(':memory:');
    views = await store.open<Total>(totals.name, totals.indexes ?? []);
    projector = new Projector(log, totals, views) as unknown as Projector<never, never>;
    projector.start();
    registry = new ProjectionRegistry(log, store);
    registry.register(projector);
    await add(log, 'a', 1);
  });
  afterEach(async () => {
    await projector.stop();
    await log.close();
    await store.close();
  });

  it('are rebuilt one at a time, and a second one is refused until the first has ended', async () => {
    const first = registry.rebuild(totals.name);
    await expect(registry.rebuild(totals.name)).rejects.toMatchObject(inProgress);
    await expect(registry.verify(totals.name)).rejects.toMatchObject(inProgress);
    expect(await first).toMatchObject({ name: totals.name });
    expect(await registry.rebuild(totals.name)).toMatchObject({ name: totals.name });
    expect((await views.get('a'))?.view).toEqual({ total: 1, events: 1 });
  });

  it('are verified one at a time, too', async () => {
    const first = registry.verify(totals.name);
    await expect(registry.verify(totals.name)).rejects.toMatchObject(inProgress);
    await expect(registry.rebuild(totals.name)).rejects.toMatchObject(inProgress);
    expect(await first).toMatchObject({ equal: true });
  });

  it('may be rebuilt again after one that has failed', async () => {
    const { subscribe } = log;
    log.subscribe = () => {
      throw new Error('the log is away');
    };
    await expect(registry.rebuild(totals.name)).rejects.toThrow('the log is away');
    log.subscribe = subscribe;
    expect(await registry.rebuild(totals.name)).toMatchObject({ name: totals.name });
  });
});
