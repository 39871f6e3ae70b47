import { describe, expect, it } from '@jest/globals';
import type { Admin, ITopicConfig } from 'kafkajs';
import { ensureTopics, type TopicShape } from './kafka-topics.js';

/** What a broker is asked for that has some topics already. */
const askedFor = async (shape: Partial<TopicShape>, there: readonly string[] = []): Promise<readonly ITopicConfig[]> => {
  const asked: ITopicConfig[] = [];
  const admin: Pick<Admin, 'listTopics' | 'createTopics' | 'fetchTopicMetadata'> = {
    listTopics: async () => [...there],
    createTopics: async ({ topics }) => asked.push(...topics) > 0,
    fetchTopicMetadata: async () => ({ topics: [] }),
  };
  await ensureTopics(admin as Admin, ['facts'], { partitions: 6, replicationFactor: -1, retentionMs: -1, ...shape });
  return asked;
};

describe('how a missing topic is made', () => {
  const retention = { name: 'retention.ms', value: '-1' };

  it.each([3, 5])('with %i copies, of which two have to have a record before it counts', async (replicationFactor) => {
    const configEntries = [retention, { name: 'min.insync.replicas', value: '2' }];
    expect(await askedFor({ replicationFactor })).toEqual([{ topic: 'facts', numPartitions: 6, replicationFactor, configEntries }]);
  });

  it.each([-1, 1, 2])('as the brokers are set to with %i copies: with two, each that is away would stop writes', async (replicationFactor) => {
    expect(await askedFor({ replicationFactor })).toEqual([{ topic: 'facts', numPartitions: 6, replicationFactor, configEntries: [retention] }]);
  });

  it('and what is there stays as it is', async () => {
    expect(await askedFor({ replicationFactor: 3 }, ['facts'])).toEqual([]);
  });
});
