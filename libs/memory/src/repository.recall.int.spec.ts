import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Facts } from '@daybook/contracts';
import { SqliteEventStore, type EventStore } from '@daybook/event-store';
import type { Fact } from '@daybook/messaging';
import { idOf, temporaryDirectory } from '@daybook/testing';
import { Projector, SqliteViewStore, ViewReader, ViewsUnavailable, type ViewStore } from '@daybook/views';
import { KnownLookup } from './known-lookup.js';
import { knownRepositoryProjection, repositoryNames, type KnownRepository } from './known-repository.projection.js';
import type { FactRemembered } from './memory.event.js';
import { MemoryBehind } from './memory.errors.js';
import { MemoryHandler } from './memory.handler.js';
import { RepositoryRecall } from './repository.recall.js';

const at = '2026-03-01T10:00:00.000Z';
const [a, b] = [idOf(101), idOf(102)];

const directory = temporaryDirectory();
let files = 0;
let told = 0;
let store: EventStore;
let memory: MemoryHandler;

/** Facts reach the service in the order in which they are told here. */
const tell = async <T extends 'created' | 'renamed' | 'deleted' | 'default-version-set'>(
  what: T,
  repositoryId: string,
  more: Partial<Facts[`daybook.repository.${T}.v1`]>,
  by = memory,
): Promise<void> => {
  told += 1;
  const type = `daybook.repository.${what}.v1` as const;
  const data = { repositoryId, at: new Date(Date.parse(at) + told).toISOString(), ...more } as unknown as Facts[typeof type];
  const place = { topic: 'repositories', key: repositoryId, subject: `repository-${repositoryId}`, position: told, revision: told } as const;
  const fact: Fact<typeof type> = { id: idOf(told), type, ...place, time: at, actor: 'anna', correlationId: idOf(0), data };
  await by.remember('repository', repositoryId, fact, what === 'created' || what === 'renamed' ? 'name' : type);
};

/** MongoDB is away. */
const noView = {
  query: () => Promise.reject(new ViewsUnavailable(new Error('no server'))),
  atLeast: () => Promise.reject(new Error('nobody waits for it')),
} as unknown as ViewReader<KnownRepository>;

const recallAfter = (waitUntil: () => Promise<boolean>): RepositoryRecall =>
  new RepositoryRecall('versioning', store, new KnownLookup('versioning', store, { waitUntil }));
const unheard = (): Promise<boolean> => Promise.reject(new Error('it waited'));
const bearer = async (name: string): Promise<unknown> => (await recallAfter(unheard).find(name, noView))?.repositoryId;

beforeEach(() => {
  files += 1;
  store = SqliteEventStore.open(join(directory, `log-${files}.db`));
  memory = new MemoryHandler(store, 'versioning', [repositoryNames('versioning')]);
});
afterEach(() => store.close());

describe('The repository that a command names, while the views are away', () => {
  it('is found by id and by name in any letters, with its default version', async () => {
    await tell('created', a, { name: 'Churn' });
    await tell('default-version-set', a, { number: 4 });
    const known = { repositoryId: a, name: 'Churn', lowerName: 'churn', defaultNumber: 4 };
    for (const asked of [a, 'Churn', 'cHURN']) expect(await recallAfter(unheard).find(asked, noView)).toEqual(known);
  });

  it('is the one that bears the name now', async () => {
    await tell('created', a, { name: 'churn' });
    await tell('renamed', a, { name: 'leaving' });
    await tell('created', b, { name: 'Churn' });
    expect([await bearer('churn'), await bearer('leaving')]).toEqual([b, a]);
    await tell('renamed', b, { name: 'staying' });
    await tell('renamed', a, { name: 'CHURN' });
    expect([await bearer('churn'), await bearer('staying')]).toEqual([a, b]);
    await expect(bearer('leaving')).rejects.toBeInstanceOf(ViewsUnavailable);
  });

  it('is no other when another bearer of the name is deleted', async () => {
    await tell('created', a, { name: 'churn' });
    await tell('deleted', a, { name: 'churn' });
    await tell('created', b, { name: 'churn' });
    expect(await bearer('churn')).toBe(b);
    await expect(recallAfter(async () => true).find(a, noView)).resolves.toBeNull();
  });

  it('is the same in whatever order the facts of two repositories come', async () => {
    // In the log: b was renamed before a was created with its former name.
    await tell('created', b, { name: 'churn' });
    await tell('created', a, { name: 'churn' });
    await tell('renamed', b, { name: 'leaving' });
    expect(await bearer('churn')).toBe(a);
  });

  it('is found as soon as the service has heard of it', async () => {
    const recall = recallAfter(async () => {
      await tell('created', a, { name: 'churn' });
      return new Promise<boolean>(() => undefined);
    });
    expect(await recall.find(a, noView)).toMatchObject({ repositoryId: a });
  });

  it('is not denied while not everything was heard', async () => {
    await tell('created', a, { name: 'churn' });
    await expect(recallAfter(async () => false).find(b, noView)).rejects.toBeInstanceOf(MemoryBehind);
    await expect(recallAfter(async () => true).find(b, noView)).resolves.toBeNull();
  });
});

describe('A repository that an earlier version of the service was told of, when names were in views only', () => {
  let views: ViewStore;
  let projector: Projector<KnownRepository, FactRemembered>;
  let view: ViewReader<KnownRepository>;

  beforeEach(async () => {
    const earlier = new MemoryHandler(store, 'versioning');
    await tell('created', a, { name: 'first' }, earlier);
    await tell('renamed', a, { name: 'Churn' }, earlier);
    views = SqliteViewStore.open(join(directory, `views-${files}.db`));
    const definition = knownRepositoryProjection('versioning');
    const collection = await views.open<KnownRepository>(definition.name, definition.indexes ?? []);
    projector = new Projector(store, definition, collection);
    projector.start();
    view = new ViewReader(collection, projector);
    await view.atLeast(await store.headPosition());
  });
  afterEach(async () => {
    await projector.stop();
    await views.close();
  });

  it('is found by its name in the view, and from then on without', async () => {
    await expect(bearer('churn')).rejects.toBeInstanceOf(ViewsUnavailable);
    for (const _time of [1, 2]) expect(await recallAfter(unheard).find('churn', view)).toMatchObject({ repositoryId: a });
    expect(await bearer('churn')).toBe(a);
  });

  it('is written down once, by the one who told of it', async () => {
    await Promise.all([1, 2, 3].map(() => recallAfter(unheard).find('churn', view)));
    const head = await store.headPosition();
    await recallAfter(unheard).find('churn', view);
    expect(await store.headPosition()).toBe(head);
    for await (const { metadata } of store.readAll()) expect(metadata.actor).toBe('anna');
  });

  it('is not found by a name that the log says it has given up, though the view still shows it', async () => {
    await projector.stop();
    await tell('renamed', a, { name: 'leaving' });
    const heard = new RepositoryRecall('versioning', store, { find: (look) => look() });
    expect(await heard.find('churn', view)).toBeNull();
    expect(await heard.find('leaving', view)).toMatchObject({ repositoryId: a });
  });
});
