import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import { KurrentEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually, spawnSource } from '@daybook/testing';
import type { Fact } from '../fact.types.js';
import { append, notes } from '../fixtures/notes.fixture.js';
import type { RelayStanding } from '../relay-progress.port.js';
import { factOf } from './fact.record.js';
import { KafkaRelay, relaySeatTopic } from './kafka-relay.js';
import { ensureTopics } from './kafka-topics.js';

const main = fileURLToPath(new URL('../fixtures/relay.main.ts', import.meta.url));
const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;
const messages = 300;

await describeWithLocal(['kafka', 'log-server'], 'the relay of a service with several instances', (broker, log) => {
  let started: ChildProcess | undefined;
  afterAll(() => void started?.kill('SIGKILL'));

  it('is taken over from a leader that is killed amid the stream: nothing is lost, each key keeps its order', async () => {
    const topicPrefix = `takeover-${randomUUID()}`;
    const kafka = new Kafka({ brokers: [broker.url], requestTimeout: 30_000, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [`${topicPrefix}.repositories`], { partitions: 3, replicationFactor: 1, retentionMs: -1 });
    await ensureTopics(admin, [relaySeatTopic(topicPrefix)], { partitions: 1, replicationFactor: 1, retentionMs: -1 });
    await admin.disconnect();
    const store = KurrentEventStore.connect(log.url);
    const seen: Fact[] = [];
    const reader = kafka.consumer({ groupId: `${topicPrefix}.reader`, maxWaitTimeInMs: 200 });
    await reader.connect();
    await reader.subscribe({ topics: [`${topicPrefix}.repositories`], fromBeginning: true });
    await reader.run({ eachMessage: async ({ message }) => void seen.push(factOf('repositories', message)) });

    const leader = spawnSource(main, [broker.url, topicPrefix, log.url]);
    started = leader;
    for await (const line of createInterface(leader.stdout)) {
      if (line.startsWith('{') && (JSON.parse(line) as RelayStanding).leading) break;
    }
    leader.stdout.resume();
    const appended: string[] = [];
    for (let number = 0; number < messages; number += 1) {
      if (number === messages / 2) {
        await eventually(() => expect(seen.length).toBeGreaterThan(0), waitMs);
        const exited = once(leader, 'exit');
        leader.kill('SIGKILL');
        await exited;
      }
      await append(store, 'RepositoryRenamed', number % 3 === 0 ? 'a' : 'b', String(number));
      appended.push(String(number));
    }
    const follower = new KafkaRelay({ service: 'repository', kafka, topicPrefix, publishings: notes, store, logger: silent });
    follower.start();

    const applied = (key: string): string[] => {
      let last = 0;
      return seen.flatMap((fact) => {
        if (fact.key !== key || fact.position <= last) return [];
        last = fact.position;
        return [(fact.data as { name: string }).name];
      });
    };
    await eventually(() => {
      expect(applied('a')).toEqual(appended.filter((_, index) => index % 3 === 0));
      expect(applied('b')).toEqual(appended.filter((_, index) => index % 3 !== 0));
    }, waitMs);
    await eventually(async () => expect((await follower.list())[0]).toMatchObject({ leading: true, lag: 0, halted: null }), waitMs);
    await follower.close();
    await reader.disconnect();
    await store.close();
  }, 3 * waitMs);
});
