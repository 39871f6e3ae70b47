import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { clientOf, recordsOnTopics } from './topic.reader.js';

export const lifecycleTopics = ['repositories', 'datasets', 'versions', 'runs', 'engines', 'deployments'] as const;
const emptyWithinMs = 60_000;
const batch = 200;

/** All facts that Kafka has, once more behind the others: the same keys, headers and values, in their order. Answers how many. */
export const tellAgain = async (broker: string, prefix: string): Promise<number> => {
  const records = await recordsOnTopics(broker, lifecycleTopics.map((topic) => `${prefix}.${topic}`));
  const producer = clientOf(broker).producer({ idempotent: false });
  await producer.connect();
  for (const topic of new Set(records.map((record) => record.topic))) {
    const messages = records
      .filter((record) => record.topic === topic)
      .map(({ partition, message: { key, value, headers = {} } }) => ({ partition, key, value, headers }));
    for (let from = 0; from < messages.length; from += batch) await producer.send({ topic, acks: -1, messages: messages.slice(from, from + batch) });
  }
  await producer.disconnect();
  return records.length;
};

/** Makes a service whose consumers have been given up read everything again, from the beginning. Answers how many topics that are. */
export const turnBack = async (broker: string, prefix: string, service: string): Promise<number> => {
  const admin = clientOf(broker).admin();
  await admin.connect();
  try {
    const mine = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => `${id}.`.startsWith(`${prefix}.${service}.`));
    const turned = await Promise.all(mine.map((groupId) => turnGroupBack(admin, groupId)));
    return turned.reduce((sum, topics) => sum + topics, 0);
  } finally {
    await admin.disconnect();
  }
};

const turnGroupBack = async (admin: Admin, groupId: string): Promise<number> => {
  for (const deadline = Date.now() + emptyWithinMs; ; await sleep(200)) {
    const [group] = (await admin.describeGroups([groupId])).groups;
    if (group?.state === 'Empty') break;
    if (Date.now() > deadline) throw new Error(`group ${groupId} is ${group?.state}, not empty`);
  }
  const read = (await admin.fetchOffsets({ groupId })).filter(({ partitions }) => partitions.some(({ offset }) => Number(offset) > 0));
  for (const { topic, partitions } of read) {
    await admin.setOffsets({ groupId, topic, partitions: partitions.map(({ partition }) => ({ partition, offset: '0' })) });
  }
  return read.length;
};
