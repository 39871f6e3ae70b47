import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConsoleLogger } from '@nestjs/common';
import { KurrentEventStore, SqliteEventStore, type EventStore } from '@daybook/event-store';
import { kafkaClient } from '@daybook/messaging/kafka';
import { startLogServer } from '../processes/log-server.process.js';
import { startBroker } from './broker.process.js';
import { rawLatencies, relayedLatencies, type Pace } from './latency.js';
import { rawMs, recordsOf, relayMs, type SentRecord, type Server } from './throughput.js';
import { described } from './version.events.js';

/**
 * The relay beside bare kafkajs on the same broker, taking turns in one run: from an SQLite log in the same process, and
 * from a server that speaks KurrentDB's protocol. Throughput: a log that is there, as records. Latency: from the
 * acknowledgement of the log, or from the call of kafkajs, until a consumer has the record. Prints a Markdown table.
 * Usage, after a build: node --expose-gc bench/dist/kafka/kafka.js [events] [directory]
 */
const [events = 20_000, directory = '.'] = process.argv.slice(2).map((word, index) => (index === 0 ? Number(word) : word)) as [number?, string?];
const THROUGHPUT_ROUNDS = 5;
const LATENCY_ROUNDS = 3;
const EACH = 500;
const PACE: Pace = { perSecond: 200, count: 1000 };

/** Answers a figure, or several, of one round. */
type Contender = Readonly<{ name: string; run: () => Promise<readonly number[]> }>;

const fill = async (store: EventStore): Promise<void> => {
  for (let from = 0; from < events; from += EACH) {
    const portion = Array.from({ length: Math.min(EACH, events - from) }, (_, n) => described(from + n));
    await Promise.all(portion.map(([stream, event]) => store.append(stream, [event], 'any')));
  }
};
const at = (fraction: number, values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? NaN;
};
/** One warm-up, then the contenders in turn. */
const inTurn = async (rounds: number, contenders: readonly Contender[]): Promise<ReadonlyMap<string, readonly number[]>> => {
  const seen = new Map(contenders.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of contenders) {
      globalThis.gc?.();
      const figures = await run();
      if (round > 0) seen.get(name)?.push(...figures);
    }
  }
  return seen;
};
const print = (what: string, fraction: number, seen: ReadonlyMap<string, readonly number[]>): void => {
  const [first = []] = seen.values();
  for (const [name, figures] of seen) {
    const figure = at(fraction, figures);
    console.log(`| ${what} | ${name} | ${figure.toFixed(figure < 100 ? 1 : 0)} | ${(figure / at(fraction, first)).toFixed(2)} |`);
  }
};

const bench = async (server: Server, stores: readonly (readonly [string, EventStore])[], records: readonly SentRecord[]): Promise<void> => {
  const perSecond = (tookMs: number): readonly number[] => [(events / tookMs) * 1000];
  const throughput = await inTurn(THROUGHPUT_ROUNDS, [
    { name: 'kafkajs', run: async () => perSecond(await rawMs(server, records)) },
    ...stores.map(([name, store]) => ({ name: `relay, ${name}`, run: async () => perSecond((await relayMs(server, store)).tookMs) })),
  ]);
  const latency = await inTurn(LATENCY_ROUNDS, [
    { name: 'kafkajs', run: () => rawLatencies(server, records, PACE) },
    ...stores.map(([name, store]) => ({ name: `relay, ${name}`, run: () => relayedLatencies(server, store, PACE) })),
  ]);
  console.log('| what | how | figure | of the first |\n|---|---|---:|---:|');
  print(`records a second, from a log of ${events}`, 0.5, throughput);
  print(`p50 until consumed at ${PACE.perSecond} a second, ms`, 0.5, latency);
  print(`p99 until consumed at ${PACE.perSecond} a second, ms`, 0.99, latency);
};

const place = mkdtempSync(join(resolve(directory), '.daybook-bench-'));
const [broker, logServer] = await Promise.all([startBroker(), startLogServer(join(place, 'server'))]);
try {
  const logger = new ConsoleLogger({ logLevels: ['error'] });
  const kafka = kafkaClient({ brokers: [broker.address], clientId: 'bench' }, logger);
  const admin = kafka.admin();
  await admin.connect();
  const server = { kafka, admin, logger };
  const [sqlite, kurrent] = [SqliteEventStore.open(join(place, 'log.db')), KurrentEventStore.connect(logServer.url)];
  for (const store of [sqlite, kurrent]) await fill(store);
  const records = await recordsOf(kafka, (await relayMs(server, sqlite)).topic, events);
  await bench(server, [['SQLite', sqlite], ['KurrentDB’s protocol', kurrent]], records);
  await admin.disconnect();
  await sqlite.close();
  await kurrent.close();
} finally {
  await broker.end();
  await logServer.end();
  rmSync(place, { recursive: true, force: true });
}
