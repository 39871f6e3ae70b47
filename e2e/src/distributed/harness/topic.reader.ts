import { Kafka, logLevel } from 'kafkajs';
import { factOf } from '@daybook/messaging/kafka';

export type TopicFact = Readonly<{ topic: string; key: string; position: number; id: string; type: string }>;
type Topic = Parameters<typeof factOf>[0];

/** Everything on the lifecycle topics, in the order in which the broker has it, repetitions left in. */
export const factsOnTopics = async (broker: string, prefix: string, topics: readonly Topic[]): Promise<readonly TopicFact[]> => {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<string, bigint>();
  for (const topic of topics) {
    for (const { partition, high } of await admin.fetchTopicOffsets(`${prefix}.${topic}`)) ends.set(`${prefix}.${topic}/${partition}`, BigInt(high));
  }
  await admin.disconnect();
  const open = new Set([...ends].filter(([, end]) => end > 0n).map(([slot]) => slot));
  const facts: TopicFact[] = [];
  const consumer = kafka.consumer({ groupId: `reader-${Math.random().toString(36).slice(2)}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: topics.map((topic) => `${prefix}.${topic}`), fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    if (open.size === 0) return resolve();
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    void consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        const { key, position, id, type } = factOf(topic.slice(prefix.length + 1) as Topic, message);
        facts.push({ topic: topic.slice(prefix.length + 1), key, position, id, type });
        const slot = `${topic}/${partition}`;
        if (BigInt(message.offset) + 1n >= (ends.get(slot) ?? 0n)) open.delete(slot);
        if (open.size === 0) resolve();
      },
    });
  });
  await consumer.disconnect();
  return facts;
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
