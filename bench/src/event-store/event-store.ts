import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SqliteEventStore, type NewEvent } from '@daybook/event-store';
import { measure, tableRows } from './measure.js';
import { RawLog } from './raw-log.js';

/**
 * Durable appends and replays of the SQLite event store beside bare better-sqlite3 on the same file layout, taking turns
 * in one run. Prints a Markdown table.
 * Usage, after a build: node --expose-gc bench/dist/event-store/event-store.js [events to replay] [directory on the disk to measure]
 */
const [replayed = 200_000, directory = '.'] = process.argv.slice(2).map((word, index) => (index === 0 ? Number(word) : word)) as [number?, string?];
const ROUNDS = 5;
const SINGLES = 1000;
const GROUPS = 200;
const WRITERS = 64;

const curvePoint = (epoch: number): NewEvent => {
  const id = randomUUID();
  return {
    type: 'EpochCompleted',
    schemaVersion: 1,
    data: { attempt: 1, epoch, step: epoch * 117, training: { loss: 1 / epoch, accuracy: 0.91 }, validation: { loss: 1.1 / epoch, accuracy: 0.89 }, at: '2026-01-01T00:00:00.000Z' },
    id,
    metadata: { actor: 'engine:training-1', correlationId: id, causationId: id, commandId: id },
  };
};

const drained = async (items: AsyncIterable<unknown>): Promise<number> => {
  let count = 0;
  for await (const _ of items) count += 1;
  return count;
};

const subscribed = async (store: SqliteEventStore, streamPrefixes: readonly string[]): Promise<number> => {
  const batches = store.subscribe({ after: 0, signal: new AbortController().signal, streamPrefixes });
  for await (const { position, caughtUp } of batches) if (caughtUp) return position;
  return 0;
};

const streamsOf = (run: string): readonly string[] => Array.from({ length: WRITERS }, (_, writer) => `run-metrics-${run}-${writer}`);

const appends = async (raw: RawLog, store: SqliteEventStore): Promise<readonly string[]> => {
  const single = await measure(ROUNDS, [
    {
      name: 'better-sqlite3',
      run: () => {
        const stream = `run-${randomUUID()}`;
        for (let revision = 0; revision < SINGLES; revision += 1) raw.append([{ stream, revision, event: curvePoint(revision + 1) }]);
        return SINGLES;
      },
    },
    {
      name: 'Daybook',
      run: async () => {
        const stream = `run-${randomUUID()}`;
        for (let revision = 0; revision < SINGLES; revision += 1) {
          await store.append(stream, [curvePoint(revision + 1)], revision === 0 ? 'no-stream' : revision - 1);
        }
        return SINGLES;
      },
    },
  ]);
  const grouped = await measure(ROUNDS, [
    {
      name: 'better-sqlite3',
      run: () => {
        const streams = streamsOf(randomUUID());
        for (let revision = 0; revision < GROUPS; revision += 1) {
          raw.append(streams.map((stream) => ({ stream, revision, event: curvePoint(revision + 1) })));
        }
        return GROUPS * WRITERS;
      },
    },
    {
      name: 'Daybook',
      run: async () => {
        const write = async (stream: string): Promise<void> => {
          for (let revision = 0; revision < GROUPS; revision += 1) {
            await store.append(stream, [curvePoint(revision + 1)], revision === 0 ? 'no-stream' : revision - 1);
          }
        };
        await Promise.all(streamsOf(randomUUID()).map(write));
        return GROUPS * WRITERS;
      },
    },
  ]);
  return [...tableRows('durable append, one after another', single), ...tableRows(`durable append, ${WRITERS} writers at once`, grouped)];
};

/** The raw scan has a copy of its own: the store shares its file with nobody. */
const replays = async (file: string): Promise<readonly string[]> => {
  copyFileSync(file, `${file}.copy`);
  const [raw, store] = [RawLog.open(`${file}.copy`), SqliteEventStore.open(file)];
  const measured = await measure(ROUNDS, [
    { name: 'better-sqlite3 + JSON.parse', run: () => raw.scan() },
    { name: 'Daybook, readAll', run: () => drained(store.readAll()) },
    { name: 'Daybook, subscribe', run: () => subscribed(store, []) },
    { name: 'Daybook, subscribe to a prefix that hardly any stream has', run: () => subscribed(store, ['version-']) },
  ]);
  raw.close();
  await store.close();
  return tableRows(`replay of ${replayed.toLocaleString('en')} events`, measured);
};

/** A log of `replayed` events, laid out by the store and filled without it. */
const filledLog = async (file: string): Promise<void> => {
  const store = SqliteEventStore.open(file);
  await store.append('version-r1-1', [curvePoint(1)], 'no-stream');
  await store.close();
  const raw = RawLog.open(file);
  const streams = streamsOf(randomUUID());
  for (let written = 1, revision = 0; written < replayed; written += WRITERS, revision += 1) {
    raw.append(streams.slice(0, replayed - written).map((stream) => ({ stream, revision, event: curvePoint(revision + 1) })));
  }
  raw.close();
};

const place = mkdtempSync(join(resolve(directory), '.daybook-bench-'));
try {
  const rawFile = join(place, 'raw.db');
  await SqliteEventStore.open(rawFile).close();
  const [raw, store] = [RawLog.open(rawFile), SqliteEventStore.open(join(place, 'store.db'))];
  const appended = await appends(raw, store);
  raw.close();
  await store.close();
  const log = join(place, 'replay.db');
  await filledLog(log);
  console.log('| what | how | events/s | of the first |\n|---|---|---:|---:|');
  for (const row of [...appended, ...(await replays(log))]) console.log(row);
} finally {
  rmSync(place, { recursive: true, force: true });
}
