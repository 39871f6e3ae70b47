import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Facts } from '@daybook/contracts';
import { SqliteEventStore, type EventStore } from '@daybook/event-store';
import { MemoryHandler, type KnownRepository } from '@daybook/memory';
import type { ConsumerProgress, Fact } from '@daybook/messaging';
import { idOf, temporaryDirectory } from '@daybook/testing';
import { ViewsUnavailable, type ViewReader } from '@daybook/views';
import { at, model, repositoryId } from '../fixtures/deployment.fixture.js';
import { memoryIndexes, service, type KnownVersion } from '../projections/known.projections.js';
import { VersionIsArchived, VersionNotReady } from './deployment.errors.js';
import { VersionResolver } from './version.resolver.js';

const directory = temporaryDirectory();
const away = { query: () => Promise.reject(new ViewsUnavailable(new Error('no server'))), atLeast: () => Promise.resolve() };
const heard = { waitUntil: async () => true } as unknown as ConsumerProgress;
let files = 0;
let told = 0;
let store: EventStore;
let memory: MemoryHandler;
let resolver: VersionResolver;

const remember = async <T extends keyof Facts>(kind: string, subject: string, type: T, data: Facts[T]): Promise<void> => {
  told += 1;
  const place = { topic: 'versions', key: repositoryId, subject, position: told, revision: told } as const;
  const fact = { id: idOf(told), type, ...place, time: at, actor: 'anna', correlationId: idOf(0), data } as unknown as Fact;
  await memory.remember(kind, subject, fact);
};
const ready = (number: number) =>
  remember('version', `${repositoryId}-${number}`, 'daybook.version.ready.v1', { versionId: `${repositoryId}-${number}`, repositoryId, number, model, metrics: {}, at });
const archive = (number: number, archived = true) =>
  remember('version', `${repositoryId}-${number}`, 'daybook.version.archived.v1', { versionId: `${repositoryId}-${number}`, repositoryId, number, archived, at });
const found = async (wanted: number | 'latest' | 'default') => (await resolver.version(await resolver.commanded('CHURN'), wanted)).number;

beforeEach(async () => {
  files += 1;
  store = SqliteEventStore.open(join(directory, `log-${files}.db`));
  memory = new MemoryHandler(store, service, memoryIndexes);
  resolver = new VersionResolver(store, heard, away as unknown as ViewReader<KnownRepository>, away as unknown as ViewReader<KnownVersion>);
  await remember('repository', repositoryId, 'daybook.repository.created.v1', { repositoryId, name: 'Churn', description: '', at });
});
afterEach(() => store.close());

describe('The version that is to be deployed while the views are away', () => {
  it('is the one of that number', async () => {
    for (const number of [1, 2]) await ready(number);
    expect(await found(1)).toBe(1);
    await expect(found(3)).rejects.toBeInstanceOf(VersionNotReady);
    await archive(1);
    await expect(found(1)).rejects.toBeInstanceOf(VersionIsArchived);
  });

  it('is the highest that is ready and not archived, in whatever order they became so', async () => {
    for (const number of [2, 10, 9]) await ready(number);
    expect(await found('latest')).toBe(10);
    await archive(10);
    expect(await found('latest')).toBe(9);
    await archive(10, false);
    expect([await found('latest'), await found('default')]).toEqual([10, 10]);
  });

  it('is the default of the repository where one is set', async () => {
    for (const number of [1, 2]) await ready(number);
    await remember('repository', repositoryId, 'daybook.repository.default-version-set.v1', { repositoryId, number: 1, at });
    expect(await found('default')).toBe(1);
  });

  it('is not said to be missing when only the views could say so', async () => {
    await expect(found('latest')).rejects.toBeInstanceOf(ViewsUnavailable);
  });
});
