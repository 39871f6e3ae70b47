import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { spawnSource, temporaryDirectory } from '@daybook/testing';
import { listOf, noted, notes } from '../contract/contract.events.js';
import { EventStoreLocked } from './sqlite-event-store.errors.js';
import { SqliteEventStore } from './sqlite-event-store.js';

type Acknowledged = Readonly<{ stream: string; revision: number; position: number }>;
const appender = fileURLToPath(new URL('../fixtures/appender.main.ts', import.meta.url));

const parse = (line: string): Acknowledged => {
  const [stream = '', revision, position] = line.split(' ');
  return { stream, revision: Number(revision), position: Number(position) };
};

describe('A log in a file', () => {
  const directory = temporaryDirectory();

  it('has every acknowledged event after kill -9, again and again, and no gap', async () => {
    const file = join(directory, 'killed.db');
    const acknowledged: Acknowledged[] = [];
    for (const enough of [40, 90, 140]) {
      const child = spawnSource(appender, [file]);
      const closed = once(child, 'close');
      let answers = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(parse(line));
        answers += 1;
        if (answers === enough) child.kill('SIGKILL');
      }
      const [, signal] = (await closed) as [number | null, string | null];
      expect(signal).toBe('SIGKILL');
    }

    const store = SqliteEventStore.open(file);
    const log = await listOf(store.readAll());
    await store.close();
    const revisionOf = new Map(log.map(({ position, stream, revision }) => [position, `${stream} ${revision}`]));
    const kept = acknowledged.map(({ position }) => revisionOf.get(position));
    expect(kept).toEqual(acknowledged.map(({ stream, revision }) => `${stream} ${revision}`));
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
    // Two events to an append: none was cut in half.
    expect(log.length % 2).toBe(0);
  }, 60_000);

  it('is refused to a second process, which is told who has it, until the first is gone', async () => {
    const file = join(directory, 'locked.db');
    const child = spawnSource(appender, [file]);
    const closed = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), closed]);
    const refused = (() => {
      try {
        return SqliteEventStore.open(file);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(EventStoreLocked);
    expect(refused).toMatchObject({ code: 'event-store-locked', file, holder: expect.stringContaining(`process ${child.pid} on `) });
    child.stdout.resume();
    child.kill('SIGKILL');
    await closed;
    const store = SqliteEventStore.open(file);
    expect(await store.headPosition()).toBeGreaterThan(0);
    await store.close();
    expect(existsSync(`${file}-holder`)).toBe(false);
  });

  it('is refused to a second store in the same process, without harm to the first', async () => {
    const file = join(directory, 'twice.db');
    const store = SqliteEventStore.open(file);
    expect(() => SqliteEventStore.open(file)).toThrow(EventStoreLocked);
    await store.append('notes-1', notes(1, 2), 'no-stream');
    await store.close();
    const again = SqliteEventStore.open(file);
    expect(await again.headPosition()).toBe(2);
    await again.close();
  });

  it('makes what was submitted before it closes durable, and refuses what comes after', async () => {
    const file = join(directory, 'closing.db');
    const store = SqliteEventStore.open(file);
    const last = store.append('notes-1', [noted()], 'no-stream');
    await store.close();
    expect(await last).toEqual({ revision: 0, position: 1 });
    await expect(store.append('notes-1', [noted()], 0)).rejects.toMatchObject({ code: 'event-store-unavailable' });
    await expect(listOf(store.readAll())).rejects.toMatchObject({ code: 'event-store-unavailable' });
    const again = SqliteEventStore.open(file);
    expect(await listOf(again.readStream('notes-1'))).toHaveLength(1);
    await again.close();
  });
});
