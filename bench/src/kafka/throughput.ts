import type { LoggerService } from '@nestjs/common';
import { Partitioners, type Admin, type IHeaders, type Kafka } from 'kafkajs';
import type { EventStore } from '@daybook/event-store';
import { KafkaRelay } from '@daybook/messaging/kafka';
import { versioningPublishing } from '@daybook/versioning/publishing';
import { newPrefix, readTopic } from './topic.js';

export type SentRecord = Readonly<{ key: Buffer | null; value: Buffer | null; headers: IHeaders }>;
export type Server = Readonly<{ kafka: Kafka; admin: Admin; logger: LoggerService }>;

const portionBytes = 500_000;
const pollMs = 20;

/** How long the relay takes for a log, in ms, from the moment that it leads; without its seat, as that is taken once. */
export const relayMs = async ({ kafka, admin, logger }: Server, store: EventStore): Promise<Readonly<{ tookMs: number; topic: string }>> => {
  const topicPrefix = await newPrefix(admin);
  const head = await store.headPosition();
  const relay = new KafkaRelay({ service: 'versioning', kafka, topicPrefix, publishings: versioningPublishing, store, logger });
  relay.start();
  await until(async () => (await relay.list())[0]?.leading === true);
  const started = performance.now();
  await until(async () => ((await relay.list())[0]?.position ?? 0) >= head);
  const tookMs = performance.now() - started;
  await relay.close();
  return { tookMs, topic: `${topicPrefix}.versions` };
};

/** How long kafkajs takes for the same records, in the same order and in portions of the same size, in ms. */
export const rawMs = async ({ kafka, admin }: Server, records: readonly SentRecord[]): Promise<number> => {
  const topic = `${await newPrefix(admin)}.versions`;
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false });
  await producer.connect();
  const portions = portionsOf(records);
  const started = performance.now();
  for (const messages of portions) await producer.sendBatch({ topicMessages: [{ topic, messages }], acks: -1 });
  const tookMs = performance.now() - started;
  await producer.disconnect();
  return tookMs;
};

/** All records of a topic. */
export const recordsOf = async (kafka: Kafka, topic: string, count: number): Promise<readonly SentRecord[]> => {
  const records: SentRecord[] = [];
  const reader = await readTopic(kafka, topic, ({ key, value, headers = {} }) => records.push({ key, value, headers }));
  await until(async () => records.length >= count);
  await reader.disconnect();
  return records;
};

const portionsOf = (records: readonly SentRecord[]): SentRecord[][] => {
  const portions: SentRecord[][] = [[]];
  let bytes = 0;
  for (const record of records) {
    const size = (record.value?.length ?? 0) + Object.entries(record.headers).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
    if (bytes + size > portionBytes) {
      portions.push([]);
      bytes = 0;
    }
    portions.at(-1)?.push(record);
    bytes += size;
  }
  return portions;
};

const until = async (reached: () => Promise<boolean>): Promise<void> => {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, pollMs));
};
