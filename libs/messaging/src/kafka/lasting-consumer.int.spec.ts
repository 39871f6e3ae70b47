import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { KafkaJSNonRetriableError } from 'kafkajs';
import { describeWith, eventually } from '@daybook/testing';
import { GroupMember } from './group.member.js';
import { kafkaClient } from './kafka.client.js';
import { ensureTopics } from './kafka-topics.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;

await describeWith('kafka', 'A member of a group that kafkajs has given up', (broker) => {
  it('joins again, and gets what it had not done', async () => {
    const topic = `revival-${randomUUID()}`;
    const kafka = kafkaClient({ brokers: broker.url.split(','), clientId: topic }, silent);
    const admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [topic], { partitions: 1, replicationFactor: 1, retentionMs: -1 });
    await admin.disconnect();
    const producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ value: 'one' }] });
    await producer.disconnect();

    const refusals: unknown[] = [];
    const taken: string[] = [];
    const member: GroupMember = new GroupMember({
      ...{ kafka, groupId: topic, topics: [topic], logger: silent },
      take: ({ batch }) => {
        taken.push(...batch.messages.map(({ value }) => String(value)));
        // As kafkajs sees a broker that goes between two requests: nothing that would pass.
        if (taken.length === 1) throw new KafkaJSNonRetriableError('over');
      },
      joined: () => member.fetches(true),
      left: () => {
        try {
          // Whoever closes a consumer pauses it, and kafkajs refuses that of one that has stopped.
          member.fetches(false);
        } catch (error) {
          refusals.push(error);
        }
      },
      leave: async () => undefined,
    });
    await member.join();
    await eventually(() => expect(taken.slice(0, 2)).toEqual(['one', 'one']), waitMs);
    expect(member.halted).toBeNull();
    await member.disconnect();
    expect(refusals).toEqual([]);
  }, 2 * waitMs);
});
