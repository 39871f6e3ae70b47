import { randomUUID } from 'node:crypto';
import { type Admin, type Consumer, type Kafka, type KafkaMessage } from 'kafkajs';
import { ensureTopics, relaySeatTopic } from '@daybook/messaging/kafka';

const shape = { partitions: 6, replicationFactor: 1, retentionMs: -1 };

/** A prefix whose topic of versions, and seat of relays, are there. */
export const newPrefix = async (admin: Admin): Promise<string> => {
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  await ensureTopics(admin, [`${prefix}.versions`], shape);
  await ensureTopics(admin, [relaySeatTopic(prefix)], { ...shape, partitions: 1 });
  return prefix;
};

/** Reads a topic from its beginning; resolves once it reads. */
export const readTopic = async (kafka: Kafka, topic: string, seen: (message: KafkaMessage) => void): Promise<Consumer> => {
  const consumer = kafka.consumer({ groupId: `${topic}.${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.run({ eachMessage: async ({ message }) => seen(message) });
  await joined;
  return consumer;
};
