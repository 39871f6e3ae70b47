import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandReused, SqliteEventStore, type CommandContext } from '@daybook/event-store';
import { at, dataset, queuedData, raw, repositoryId } from '../fixtures/version.fixture.js';
import { QueueVersionHandler, type NewVersion } from './queue-version.handler.js';
import { VersionNumbers } from './version.numbers.js';

const commandIdOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const contextOf = (n: number, commandDigest = 'same'): CommandContext => ({
  actor: 'anna',
  correlationId: 'c1',
  commandId: commandIdOf(n),
  commandDigest,
});
const { configuration } = queuedData;
const fresh: NewVersion = { repositoryId, description: '', parent: null, retrainedFrom: null, raw, configuration, dataset };

describe('Numbering versions by the log alone', () => {
  let directory: string;
  let store: SqliteEventStore;
  let reads: string[];
  let handler: QueueVersionHandler;

  /** An instance of the service that has just started, and remembers as many commands as it is told. */
  const instance = (capacity?: number): QueueVersionHandler => {
    const log = { readStream: (...asked: Parameters<SqliteEventStore['readStream']>) => (reads.push(asked[0]), store.readStream(...asked)) };
    return new QueueVersionHandler(store, { now: () => at }, new VersionNumbers(log, capacity));
  };
  const queue = async (n: number, digest?: string, by = handler): Promise<number> => (await by.queue(fresh, contextOf(n, digest))).number;
  const queueInOrder = async (count: number): Promise<void> => {
    for (let n = 1; n <= count; n += 1) expect(await queue(n)).toBe(n);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'daybook-numbers-'));
    store = SqliteEventStore.open(join(directory, 'log.db'));
    reads = [];
    handler = instance();
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('gives dense numbers, also when many come at once to two instances', async () => {
    await queueInOrder(3);
    const other = instance();
    const numbers = await Promise.all(Array.from({ length: 64 }, (_, index) => queue(100 + index, 'same', index % 2 === 0 ? handler : other)));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, index) => index + 4));
  });

  it.each([1, 2, 3, 7, 8, 9, 40])('finds the next number after %i in an instance that has just started', async (count) => {
    await queueInOrder(count);
    expect(await queue(100, 'same', instance())).toBe(count + 1);
  });

  it('looks at no more streams than it takes to find the end', async () => {
    await queueInOrder(40);
    reads = [];
    const { commandDigest: _none, ...keyless } = contextOf(100);
    const started = instance();
    expect((await started.queue(fresh, keyless)).number).toBe(41);
    expect(reads.length).toBeLessThan(15);
    reads = [];
    expect((await started.queue(fresh, { ...keyless, commandId: commandIdOf(101) })).number).toBe(42);
    expect(reads).toEqual([`version-${repositoryId}-42`]);
  });

  it.each([
    ['the instance that executed it', undefined, false],
    ['one that has just started', undefined, true],
    ['one that can remember nothing', 0, true],
  ])('recognises a retried command in %s', async (_which, capacity, isOther) => {
    await queueInOrder(40);
    const asked = isOther ? instance(capacity) : handler;
    const head = await store.headPosition();
    for (const n of [1, 40, 17, 33]) expect(await queue(n, 'same', asked)).toBe(n);
    expect(await store.headPosition()).toBe(head);
  });

  it('recognises it after other repositories have taken its place in memory', async () => {
    handler = instance(10);
    await queueInOrder(8);
    for (const other of ['r2', 'r3', 'r4']) {
      for (let n = 1; n <= 5; n += 1) await handler.queue({ ...fresh, repositoryId: other }, contextOf(n));
    }
    const head = await store.headPosition();
    expect(await queue(2)).toBe(2);
    expect(await store.headPosition()).toBe(head);
  });

  it('recognises what another instance has executed meanwhile', async () => {
    await queueInOrder(3);
    await queue(50, 'same', instance());
    expect(await queue(50)).toBe(4);
    expect(await store.headPosition()).toBe(4);
  });

  it('refuses other content under a known command', async () => {
    await queueInOrder(5);
    await expect(queue(5, 'other')).rejects.toThrow(CommandReused);
    await expect(queue(2, 'other', instance())).rejects.toThrow(CommandReused);
  });

  it('registers one version for a command that is sent many times at once, to two instances', async () => {
    await queueInOrder(2);
    const other = instance();
    const numbers = await Promise.all(Array.from({ length: 16 }, (_, index) => queue(50, 'same', index % 2 === 0 ? handler : other)));
    expect(new Set(numbers)).toEqual(new Set([3]));
    expect(await store.headPosition()).toBe(3);
  });

  it('refuses all but one of two contents that race under one command', async () => {
    const answers = await Promise.allSettled([queue(7, 'one'), queue(7, 'other')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await store.headPosition()).toBe(1);
  });
});
