import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KurrentDBClient, START, jsonEvent, streamNameFilter } from '@kurrent/kurrentdb-client';
import { KurrentEventStore, type NewEvent } from '@daybook/event-store';
import { startLogServer } from '../processes/log-server.process.js';
import { measure, tableRows } from './measure.js';

/**
 * The KurrentDB adapter beside the vendor's client against the same server, taking turns in one run. Prints a Markdown
 * table. Without DAYBOOK_TEST_EVENT_STORE_URL against the development log server: its figures say what the adapter costs,
 * not what KurrentDB does.
 * Usage, after a build: node --expose-gc bench/dist/event-store/kurrent.js [events to catch up with] [directory]
 */
const [caughtUpWith = 50_000, directory = '.'] = process.argv.slice(2).map((word, index) => (index === 0 ? Number(word) : word)) as [number?, string?];
const ROUNDS = 5;
const SINGLES = 300;
const WRITERS = 64;
const EACH = 30;
const FILL = 500;

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

type Append = (stream: string, event: NewEvent, revision: number) => Promise<unknown>;

const oneByOne = async (append: Append, count: number): Promise<number> => {
  const stream = `run-${randomUUID()}`;
  for (let revision = 0; revision < count; revision += 1) await append(stream, curvePoint(revision + 1), revision);
  return count;
};
const together = async (append: Append): Promise<number> => {
  const counts = await Promise.all(Array.from({ length: WRITERS }, () => oneByOne(append, EACH)));
  return counts.reduce((sum, count) => sum + count, 0);
};

const rawAppend =
  (client: KurrentDBClient): Append =>
  (stream, { id, type, data, metadata }, revision) =>
    client.appendToStream(stream, jsonEvent({ id, type, data: data as Record<string, unknown>, metadata }), {
      streamState: revision === 0 ? 'no_stream' : BigInt(revision - 1),
    });
const ourAppend =
  (store: KurrentEventStore): Append =>
  (stream, event, revision) =>
    store.append(stream, [event], revision === 0 ? 'no-stream' : revision - 1);

/** What the vendor's subscription delivers until it has seen so many events of the prefix. */
const rawCatchUp = async (client: KurrentDBClient, prefix: string, events: number): Promise<number> => {
  const subscription = client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes: [prefix] }) });
  let seen = 0;
  for await (const _ of subscription) {
    seen += 1;
    if (seen === events) break;
  }
  await subscription.unsubscribe();
  return seen;
};
const rawRead = async (client: KurrentDBClient, prefix: string): Promise<number> => {
  let seen = 0;
  for await (const _ of client.readAll({ filter: streamNameFilter({ prefixes: [prefix] }) })) seen += 1;
  return seen;
};
const ourCatchUp = async (store: KurrentEventStore, streamPrefixes: readonly string[], enough: number): Promise<number> => {
  const done = new AbortController();
  let seen = 0;
  for await (const { events } of store.subscribe({ after: 0, signal: done.signal, streamPrefixes })) {
    seen += events.length;
    if (seen >= enough) break;
  }
  done.abort();
  return seen;
};
const ourRead = async (store: KurrentEventStore, streamPrefixes: readonly string[]): Promise<number> => {
  let seen = 0;
  for await (const _ of store.readAll({ streamPrefixes })) seen += 1;
  return seen;
};

const place = mkdtempSync(join(resolve(directory), '.daybook-bench-'));
const server = await startLogServer(join(place, 'log'));
try {
  const [client, store] = [KurrentDBClient.connectionString(server.url), KurrentEventStore.connect(server.url)];
  const single = await measure(ROUNDS, [
    { name: 'the vendor’s client', run: () => oneByOne(rawAppend(client), SINGLES) },
    { name: 'Daybook', run: () => oneByOne(ourAppend(store), SINGLES) },
  ]);
  const many = await measure(ROUNDS, [
    { name: 'the vendor’s client', run: () => together(rawAppend(client)) },
    { name: 'Daybook', run: () => together(ourAppend(store)) },
  ]);
  const prefix = `replayed-${randomUUID()}`;
  for (let filled = 0; filled < caughtUpWith; filled += FILL) {
    const events = Array.from({ length: Math.min(FILL, caughtUpWith - filled) }, (_, index) => curvePoint(index + 1));
    await store.append(`${prefix}.${filled}`, events, 'no-stream');
  }
  const followed = await measure(ROUNDS, [
    { name: 'the vendor’s client, subscribeToAll', run: () => rawCatchUp(client, prefix, caughtUpWith) },
    { name: 'Daybook, subscribe', run: () => ourCatchUp(store, [prefix], caughtUpWith) },
    { name: 'the vendor’s client, readAll', run: () => rawRead(client, prefix) },
    { name: 'Daybook, readAll', run: () => ourRead(store, [prefix]) },
  ]);
  console.log('| what | how | events/s | of the first |\n|---|---|---:|---:|');
  const rows = [
    ...tableRows('append, one after another', single),
    ...tableRows(`append, ${WRITERS} writers at once`, many),
    ...tableRows(`catching up with ${caughtUpWith.toLocaleString('en')} events`, followed),
  ];
  for (const row of rows) console.log(row);
  await store.close();
  await client.dispose();
} finally {
  await server.end();
  rmSync(place, { recursive: true, force: true });
}
