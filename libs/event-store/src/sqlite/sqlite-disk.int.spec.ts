import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import { temporaryDirectory } from '@daybook/testing';
import { listOf, noted, newStream } from '../contract/contract.events.js';
import { EventStoreUnavailable } from '../event-store.errors.js';
import { SqliteEventStore } from './sqlite-event-store.js';

/** The store's own connection: another one is refused, and only this one can be told that the disk is small. */
const connectionOf = (store: SqliteEventStore): Database.Database => (store as unknown as { db: Database.Database }).db;

describe('A log on a full disk', () => {
  const file = join(temporaryDirectory(), 'full.db');

  it('acknowledges nothing that it did not keep, and goes on when there is room', async () => {
    const store = SqliteEventStore.open(file);
    const db = connectionOf(store);
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages + 20}`);
    const append = (index: number) => store.append(newStream(`n${index}`), [noted('x'.repeat(10_000))], 'no-stream');

    const outcomes: PromiseSettledResult<{ position: number }>[] = [];
    for (let round = 0; round < 6; round += 1) {
      outcomes.push(...(await Promise.allSettled([0, 1, 2].map((index) => append(round * 3 + index)))));
    }
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.position] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(EventStoreUnavailable);
      expect(reason.message).toContain('SQLITE_FULL');
    }
    expect((await listOf(store.readAll())).map(({ position }) => position)).toEqual(acknowledged);
    expect(await store.headPosition()).toBe(acknowledged.length);

    db.pragma(`max_page_count = ${pages + 2000}`);
    expect((await append(99)).position).toBe(acknowledged.length + 1);
    await store.close();
    const again = SqliteEventStore.open(file);
    expect(await listOf(again.readAll())).toHaveLength(acknowledged.length + 1);
    await again.close();
  });
});
