import { Partitioners, type IHeaders, type Kafka } from 'kafkajs';
import type { EventStore } from '@daybook/event-store';
import { KafkaRelay } from '@daybook/messaging/kafka';
import { versioningPublishing } from '@daybook/versioning/publishing';
import { described } from './version.events.js';
import { newPrefix, readTopic } from './topic.js';
import type { SentRecord, Server } from './throughput.js';

/** Sends number n of a series; resolves when it is acknowledged. */
type Send = (n: number) => Promise<unknown>;

const settleMs = 1000;
const drainMs = 2000;

/** From the log's acknowledgement of an event until a consumer has it from Kafka, each, in ms. */
export const relayedLatencies = async ({ kafka, admin, logger }: Server, store: EventStore, pace: Pace): Promise<readonly number[]> => {
  const topicPrefix = await newPrefix(admin);
  const relay = new KafkaRelay({ service: 'versioning', kafka, topicPrefix, publishings: versioningPublishing, store, logger });
  relay.start();
  while ((await relay.list())[0]?.leading !== true || (await relay.list())[0]?.lag !== 0) await sleep(20);
  const topic = `${topicPrefix}.versions`;
  const took = await arrivalLatencies({ kafka, topic, after: await store.headPosition() }, pace, async (n) => {
    const [stream, event] = described(n);
    return (await store.append(stream, [event], 'any')).position;
  });
  await relay.close();
  return took;
};

/** A topic, and the position that those which are waited for are above. */
export type Arrivals = Readonly<{ kafka: Kafka; topic: string; after: number }>;

/** From the answer of `act`, which is a position of the log, until a consumer has the fact of that position, each, in ms. */
export const arrivalLatencies = async ({ kafka, topic, after }: Arrivals, pace: Pace, act: (n: number) => Promise<number>): Promise<readonly number[]> => {
  const clock = new Clock();
  const reader = await readTopic(kafka, topic, ({ headers }) => {
    const position = Number(text(headers, 'ce_position'));
    if (position > after) clock.arrived(position);
  });
  await inPace(pace, async (n) => clock.left(await act(n)));
  await sleep(drainMs);
  await reader.disconnect();
  return clock.tookMs(pace.count);
};

/** From the moment that kafkajs is given the same records, one by one, until a consumer has them, each, in ms. */
export const rawLatencies = async ({ kafka, admin }: Server, records: readonly SentRecord[], pace: Pace): Promise<readonly number[]> => {
  const topic = `${await newPrefix(admin)}.versions`;
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
  await producer.connect();
  const clock = new Clock();
  const reader = await readTopic(kafka, topic, ({ headers }) => clock.arrived(Number(text(headers, 'bench_number'))));
  await inPace(pace, async (n) => {
    const { key, value, headers = {} } = records[n % records.length] ?? { key: null, value: null };
    clock.left(n);
    await producer.send({ topic, acks: -1, messages: [{ key, value, headers: { ...headers, bench_number: String(n) } }] });
  });
  await sleep(drainMs);
  await reader.disconnect();
  await producer.disconnect();
  return clock.tookMs(pace.count);
};

export type Pace = Readonly<{ perSecond: number; count: number }>;

/** Begins each at its time, whether those before have ended or not. */
const inPace = async ({ perSecond, count }: Pace, send: Send): Promise<void> => {
  await sleep(settleMs);
  const started = performance.now();
  const sent: Promise<unknown>[] = [];
  for (let n = 0; n < count; n += 1) {
    const waitMs = started + (n * 1000) / perSecond - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    sent.push(send(n));
  }
  await Promise.all(sent);
};

/** When things left and arrived, by their numbers. An arrival before the acknowledgement counts as 0. */
class Clock {
  private readonly leftAt = new Map<number, number>();
  private readonly arrivedAt = new Map<number, number>();

  left(id: number): void {
    this.leftAt.set(id, performance.now());
  }

  arrived(id: number): void {
    if (!this.arrivedAt.has(id)) this.arrivedAt.set(id, performance.now());
  }

  tookMs(count: number): readonly number[] {
    const took = [...this.leftAt].map(([id, leftAt]) => Math.max(0, (this.arrivedAt.get(id) ?? NaN) - leftAt));
    if (took.length !== count || took.some(Number.isNaN)) throw new Error('not everything that was sent has arrived');
    return took;
  }
}

const text = (headers: IHeaders | undefined, name: string): string => String(headers?.[name]);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
