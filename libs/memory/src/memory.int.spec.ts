import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEventStore, type EventStore } from '@daybook/event-store';
import type { Fact } from '@daybook/messaging';
import { idOf, temporaryDirectory } from '@daybook/testing';
import { Projector, SqliteViewStore, ViewReader, type ViewStore } from '@daybook/views';
import { KnownLookup } from './known-lookup.js';
import { knownRepositoryProjection, type KnownRepository } from './known-repository.projection.js';
import type { FactRemembered } from './memory.event.js';
import { MemoryBehind } from './memory.errors.js';
import { MemoryHandler } from './memory.handler.js';

const at = '2026-03-01T10:00:00.000Z';
const fact = (number: number, name: string): Fact => ({
  id: idOf(number),
  type: 'daybook.repository.renamed.v1',
  topic: 'repositories',
  key: 'r1',
  subject: 'repository-r1',
  time: at,
  position: number,
  revision: number,
  actor: 'anna',
  correlationId: idOf(0),
  data: { repositoryId: 'r1', name, at },
});

const directory = temporaryDirectory();
let files = 0;
let store: EventStore;
let views: ViewStore;
let projector: Projector<KnownRepository, FactRemembered>;
let repositories: ViewReader<KnownRepository>;
let memory: MemoryHandler;

beforeEach(async () => {
  files += 1;
  store = SqliteEventStore.open(join(directory, `log-${files}.db`));
  views = SqliteViewStore.open(join(directory, `views-${files}.db`));
  const definition = knownRepositoryProjection('versioning');
  const collection = await views.open<KnownRepository>(definition.name, definition.indexes ?? []);
  projector = new Projector(store, definition, collection);
  projector.start();
  repositories = new ViewReader(collection, projector);
  memory = new MemoryHandler(store, 'versioning');
});
afterEach(async () => {
  await projector.stop();
  await store.close();
  await views.close();
});

const lookupAfter = (waitUntil: (consumer: string, position: number) => Promise<boolean>): KnownLookup =>
  new KnownLookup('versioning', store, { waitUntil });

describe('Remembering', () => {
  it('writes one event however often a fact is delivered, even after another one of its slot', async () => {
    for (const one of [fact(1, 'a'), fact(1, 'a'), fact(2, 'b'), fact(1, 'a'), fact(2, 'b')]) {
      await memory.remember('repository', 'r1', one, 'name');
    }
    expect(await store.headPosition()).toBe(2);
    await repositories.atLeast(2);
    expect((await repositories.get('r1'))?.view.name).toBe('b');
  });

  it('keeps the one who began it as the actor', async () => {
    await memory.remember('repository', 'r1', fact(1, 'a'));
    const actors: string[] = [];
    for await (const { metadata } of store.readStream('versioningmemory-repository-r1')) actors.push(metadata.actor);
    expect(actors).toEqual(['anna']);
  });
});

describe('Looking up', () => {
  it('does not wait for what is known, by id or by name in any letters', async () => {
    await memory.remember('repository', 'r1', fact(1, 'Churn'));
    await repositories.atLeast(1);
    const lookup = lookupAfter(() => Promise.reject(new Error('it waited')));
    expect(await lookup.repository('r1', repositories)).toMatchObject({ repositoryId: 'r1' });
    expect(await lookup.repository('cHURN', repositories)).toMatchObject({ repositoryId: 'r1' });
  });

  it('hears out what was said before the question', async () => {
    await memory.remember('repository', 'r0', fact(1, 'other'));
    const waited: unknown[] = [];
    const lookup = lookupAfter(async (consumer, position) => {
      waited.push([consumer, position]);
      await memory.remember('repository', 'r1', fact(2, 'churn'));
      return true;
    });
    expect(await lookup.repository('churn', repositories)).toMatchObject({ repositoryId: 'r1', name: 'churn' });
    expect(waited).toEqual([['versioning', 1]]);
  });

  it('tells a name of its bearer at the position that is asked for, not of the former one', async () => {
    await memory.remember('repository', 'r1', fact(1, 'churn'));
    await repositories.atLeast(1);
    const lookup = lookupAfter(async () => {
      await memory.remember('repository', 'r1', fact(2, 'leaving'));
      await memory.remember('repository', 'r2', { ...fact(3, 'churn'), data: { repositoryId: 'r2', name: 'churn', at } });
      return true;
    });
    expect(await lookup.repository('churn', repositories)).toMatchObject({ repositoryId: 'r1' });
    expect(await lookup.repository('churn', repositories, 3)).toMatchObject({ repositoryId: 'r2' });
  });

  it('answers as soon as it is there, while other things are still to be heard', async () => {
    const lookup = lookupAfter(async () => {
      await memory.remember('repository', 'r1', fact(1, 'churn'));
      return new Promise<boolean>(() => undefined);
    });
    expect(await lookup.repository('churn', repositories)).toMatchObject({ repositoryId: 'r1' });
  });

  it('says no only after that', async () => {
    expect(await lookupAfter(async () => true).repository('churn', repositories)).toBeNull();
  });

  it('does not say no while it has not heard everything', async () => {
    await expect(lookupAfter(async () => false).repository('churn', repositories)).rejects.toBeInstanceOf(MemoryBehind);
  });
});
