import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { Consumer, KafkaMessage } from 'kafkajs';
import { describeWithLocal, eventually, FaultProxy } from '@daybook/testing';
import { letterOf } from '../fixtures/letter.fixture.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { DeadLetterTopic } from './dead-letter.topic.js';
import { kafkaClient } from './kafka.client.js';
import { ensureTopics } from './kafka-topics.js';
import { RecordProducer } from './record-producer.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;

await describeWithLocal(['kafka', 'mongo', 'toxiproxy'], 'the topic of dead letters', (broker, mongo, toxiproxy) => {
  let wire: FaultProxy;
  let producer: RecordProducer;
  let reader: Consumer;
  let state: MongoConsumerState;
  let seen: KafkaMessage[];

  beforeEach(async () => {
    const name = `letters-${randomUUID()}`;
    wire = await FaultProxy.before(broker, toxiproxy);
    const kafka = kafkaClient({ brokers: [broker.url], clientId: name }, silent);
    const admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [name], { partitions: 1, replicationFactor: 1, retentionMs: -1 });
    await admin.disconnect();
    seen = [];
    reader = kafka.consumer({ groupId: name, maxWaitTimeInMs: 200 });
    await reader.connect();
    await reader.subscribe({ topics: [name], fromBeginning: true });
    await reader.run({ eachMessage: async ({ message }) => void seen.push(message) });
    producer = new RecordProducer(kafkaClient({ brokers: [wire.address], clientId: name }, silent), silent);
    const url = new URL(mongo.url);
    url.pathname = `/${name}`;
    state = await MongoConsumerState.connect(url.href, new DeadLetterTopic(producer, name, silent, waitMs).tell);
  }, waitMs);
  afterEach(async () => {
    await wire.heal();
    await Promise.all([reader.disconnect(), producer.close(), state.close()]);
  }, waitMs);

  it('tells of each letter once, by the key of what could not be applied, with the reason where one may filter by it', async () => {
    const failure = { errorCode: 'unwell', message: 'not today', stack: '' };
    const letters = [letterOf({ id: '1', failure }), letterOf({ id: '2', reason: 'parked' })];
    for (const letter of letters) await state.deadLetters.add(letter);
    await state.deadLetters.add(letterOf({ id: '1' }));
    await state.deadLetters.add(letterOf({ id: '3', key: 'j' }));
    await eventually(() => expect(seen).toHaveLength(3), waitMs);
    // Keys have no order among each other.
    const [first, second] = seen.filter(({ key }) => key?.toString() === 'k');
    const other = seen.find(({ key }) => key?.toString() === 'j');
    expect(JSON.parse(first?.value?.toString() ?? '')).toEqual(letters[0]);
    const headers = Object.entries(first?.headers ?? {}).map(([name, value]) => [name, String(value)]);
    expect(Object.fromEntries(headers)).toEqual({
      'daybook-letter': '1',
      'daybook-consumer': 'c',
      'daybook-reason': 'failed',
      'daybook-error-code': 'unwell',
      'content-type': 'application/json',
    });
    expect([second?.headers?.['daybook-reason']?.toString(), other?.headers?.['daybook-letter']?.toString()]).toEqual(['parked', '3']);
  }, waitMs);

  it('keeps the order of a key when the broker was away, and holds nobody up meanwhile', async () => {
    await state.deadLetters.add(letterOf({ id: '1' }));
    await eventually(() => expect(seen).toHaveLength(1), waitMs);
    await wire.cut();
    await state.deadLetters.add(letterOf({ id: '2' }));
    // By then its next try is further away than the first one of those that come now.
    await sleep(4000);
    for (const id of ['3', '4', '5']) await state.deadLetters.add(letterOf({ id }));
    await wire.heal();
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(5), waitMs);
    const told = seen.map(({ headers }) => headers?.['daybook-letter']?.toString());
    // One whose acknowledgement was lost is told twice, in its place.
    expect(told.filter((id, index) => id !== told[index - 1])).toEqual(['1', '2', '3', '4', '5']);
  }, 2 * waitMs);
});
