import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandReused, SqliteEventStore, type CommandContext } from '@daybook/event-store';
import type { Condition, ViewReader } from '@daybook/views';
import { at, dataset, queuedData, raw, repositoryId } from '../fixtures/version.fixture.js';
import type { VersionRow } from '../projections/version-row.projection.js';
import { QueueVersionHandler, type NewVersion } from './queue-version.handler.js';

/** A view that has come as far as it is told to, of a log in which command n registered version n. */
class LaggingRows {
  shown: readonly Pick<VersionRow, 'repositoryId' | 'versionId' | 'number' | 'commandId'>[] = [];

  async query({ where = [] }: { where?: readonly Condition[] }) {
    const wanted = where.find(({ field }) => field === 'commandId')?.value;
    const rows = wanted === undefined ? this.shown : this.shown.filter(({ commandId }) => commandId === wanted);
    const last = rows.at(-1);
    return { items: last === undefined ? [] : [{ id: last.versionId, position: 0, view: last }], nextCursor: null };
  }

  show(numbers: number): void {
    this.shown = Array.from({ length: numbers }, (_, index) => {
      const number = index + 1;
      return { repositoryId, number, versionId: `${repositoryId}-${number}`, commandId: commandIdOf(number) };
    });
  }
}

const commandIdOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const contextOf = (n: number, commandDigest = 'same'): CommandContext => ({
  actor: 'anna',
  correlationId: 'c1',
  commandId: commandIdOf(n),
  commandDigest,
});
const { configuration } = queuedData;
const fresh: NewVersion = { repositoryId, description: '', parent: null, retrainedFrom: null, raw, configuration, dataset };

describe('Numbering versions while the view lags behind', () => {
  let directory: string;
  let store: SqliteEventStore;
  let rows: LaggingRows;
  let handler: QueueVersionHandler;

  const queue = async (n: number, digest?: string): Promise<number> => (await handler.queue(fresh, contextOf(n, digest))).number;
  const queueInOrder = async (count: number): Promise<void> => {
    for (let n = 1; n <= count; n += 1) expect(await queue(n)).toBe(n);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'daybook-numbers-'));
    store = SqliteEventStore.open(join(directory, 'log.db'));
    rows = new LaggingRows();
    handler = new QueueVersionHandler(store, { now: () => at }, rows as unknown as ViewReader<VersionRow>);
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('gives dense numbers though the view shows nothing at all', async () => {
    await queueInOrder(3);
    const numbers = await Promise.all(Array.from({ length: 64 }, (_, index) => queue(100 + index)));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, index) => index + 4));
  });

  it.each([0, 2, 3, 5])('recognises a retried command when the view shows %i of 5 versions', async (shown) => {
    await queueInOrder(5);
    rows.show(shown);
    const head = await store.headPosition();
    expect(await queue(3)).toBe(3);
    expect(await store.headPosition()).toBe(head);
  });

  it.each([0, 5])('refuses other content under a known command when the view shows %i of 5 versions', async (shown) => {
    await queueInOrder(5);
    rows.show(shown);
    await expect(queue(5, 'other')).rejects.toThrow(CommandReused);
  });

  it('registers one version for a command that is sent many times at once', async () => {
    await queueInOrder(2);
    const numbers = await Promise.all(Array.from({ length: 16 }, () => queue(50)));
    expect(new Set(numbers)).toEqual(new Set([3]));
    expect(await store.headPosition()).toBe(3);
  });

  it('refuses all but one of two contents that race under one command', async () => {
    const answers = await Promise.allSettled([queue(7, 'one'), queue(7, 'other')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await store.headPosition()).toBe(1);
  });
});
