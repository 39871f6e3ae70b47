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
  const configEntries = [{ name: 'retention.ms', value: String(retentionMs) }];
  const shape = { topic, numPartitions: partitions, replicationFactor, configEntries };
  // Answers false where another process was faster.
  await admin.createTopics({ topics: [shape], waitForLeaders: false }).catch((error: unknown) => {
    throw new Error(`topic ${topic} cannot be made: ${reasonOf(error)}`, { cause: error });
  });
};

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
