import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';

/** `retentionMs` -1 keeps for ever, `replicationFactor` -1 is what the broker is set to. */
export type TopicShape = Readonly<{ partitions: number; replicationFactor: number; retentionMs: number }>;

const pollMs = 100;

/**
 * Creates the topics that are missing and resolves when each has a leader for every partition. Several processes may
 * call it at once; topics that are there stay as they are.
 */
export const ensureTopics = async (admin: Admin, names: readonly string[], shape: TopicShape): Promise<void> => {
  const there = new Set(await admin.listTopics());
  for (const name of names) if (!there.has(name)) await create(admin, name, shape);
  while (!(await areLed(admin, names))) await sleep(pollMs);
};

const create = async (admin: Admin, topic: string, { partitions, replicationFactor, retentionMs }: TopicShape): Promise<void> => {
  const configEntries = [{ name: 'retention.ms', value: String(retentionMs) }, ...copiesThatCount(replicationFactor)];
  const shape = { topic, numPartitions: partitions, replicationFactor, configEntries };
  // Answers false where another process was faster.
  await admin.createTopics({ topics: [shape], waitForLeaders: false }).catch((error: unknown) => {
    throw new Error(`topic ${topic} cannot be made: ${reasonOf(error)}`, { cause: error });
  });
};

/**
 * Of three copies or more, two have to have a record before it counts: no one broker takes it along, and any one may be
 * away. With two copies, each that is away would stop writes.
 */
const copiesThatCount = (replicationFactor: number): readonly { name: string; value: string }[] =>
  replicationFactor >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : [];

/** The client's own error says only that there was one. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors.map(String).join('; ') : String(error);

const areLed = async (admin: Admin, names: readonly string[]): Promise<boolean> => {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
    return topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
  } catch (error) {
    // A broker that has not heard of the new topic yet.
    if (typeof error === 'object' && error !== null && 'type' in error && awaited.has(String(error.type))) return false;
    throw error;
  }
};

const awaited: ReadonlySet<string> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);
