import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import { factOf } from '@daybook/messaging/kafka';

export type TopicFact = Readonly<{ topic: string; key: string; position: number; id: string; type: string }>;
type Topic = Parameters<typeof factOf>[0];
type TopicRecord = Readonly<{ topic: string; partition: number; message: KafkaMessage }>;

/** `broker` may be several addresses, with commas between them. */
export const clientOf = (broker: string): Kafka => new Kafka({ brokers: broker.split(','), logLevel: logLevel.NOTHING, retry: { retries: 10 } });

/** Everything on these topics until now, in the order in which the broker has it. */
export const recordsOnTopics = async (broker: string, topics: readonly string[]): Promise<readonly TopicRecord[]> => {
  const kafka = clientOf(broker);
  const ends = await endsOf(kafka, topics);
  const open = new Set(ends.keys());
  const records: TopicRecord[] = [];
  const consumer = kafka.consumer({ groupId: `reader-${Math.random().toString(36).slice(2)}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    if (open.size === 0) return resolve();
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    void consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        const slot = `${topic}/${partition}`;
        const end = ends.get(slot) ?? 0n;
        if (BigInt(message.offset) < end) records.push({ topic, partition, message });
        if (BigInt(message.offset) + 1n >= end) open.delete(slot);
        if (open.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return records;
};

/** Everything on the lifecycle topics, in the order in which the broker has it, repetitions left in. */
export const factsOnTopics = async (broker: string, prefix: string, topics: readonly Topic[]): Promise<readonly TopicFact[]> => {
  const records = await recordsOnTopics(broker, topics.map((topic) => `${prefix}.${topic}`));
  return records.map(({ topic, message }) => {
    const short = topic.slice(prefix.length + 1) as Topic;
    const { key, position, id, type } = factOf(short, message);
    return { topic: short, key, position, id, type };
  });
};

/** Positions per topic and key as a consumer applies them: what is not above the last one is a repetition. */
export const appliedPositions = (facts: readonly Pick<TopicFact, 'topic' | 'key' | 'position'>[]): Readonly<Record<string, readonly number[]>> => {
  const applied: Record<string, number[]> = {};
  for (const { topic, key, position } of facts) {
    const positions = (applied[`${topic}/${key}`] ??= []);
    if (position > (positions.at(-1) ?? 0)) positions.push(position);
  }
  return applied;
};

/** The end of each partition that has anything in it. */
const endsOf = async (kafka: Kafka, topics: readonly string[]): Promise<ReadonlyMap<string, bigint>> => {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await Promise.all(
    topics.map(async (topic) => (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [`${topic}/${partition}`, BigInt(high)] as const)),
  );
  await admin.disconnect();
  return new Map(ends.flat().filter(([, end]) => end > 0n));
};
