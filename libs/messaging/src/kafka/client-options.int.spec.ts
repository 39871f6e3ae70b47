import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually } from '@daybook/testing';
import type { Kafka, ProducerConfig } from 'kafkajs';
import { notes } from '../fixtures/notes.fixture.js';
import { HandlerRegistry } from '../handler-registry.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { KafkaConsumers } from './kafka-consumers.js';
import { KafkaEngineChannel } from './kafka-engine-channel.js';
import { KafkaEngineTransport } from './kafka-engine-transport.js';
import { kafkaClient } from './kafka.client.js';
import { KafkaRelay } from './kafka-relay.js';
import { ensureTopics } from './kafka-topics.js';
import { RecordProducer } from './record-producer.js';
import { topicNames } from './topic.names.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;
const requests = 'producer.network.request';
const timeouts = 'producer.network.request_timeout';

await describeWithLocal(['kafka', 'mongo'], 'what is asked of kafkajs', (broker, mongo) => {
  let prefix: string;
  let kafka: Kafka;
  /** How long each group lets the broker wait for records, and where it begins to read. */
  let groups: Map<string, { waitMs: number | undefined; fromBeginning: boolean | undefined }>;
  let said: string[];

  /** Does all that kafkajs does, and writes down what it is told to. */
  const recording = (client: Kafka): Kafka => {
    const consumer: Kafka['consumer'] = (options) => {
      const made = client.consumer(options);
      const subscribe: typeof made.subscribe = async (subscription) => {
        groups.set(options?.groupId.slice(prefix.length + 1) ?? '', { waitMs: options?.maxWaitTimeInMs, fromBeginning: subscription.fromBeginning });
        await made.subscribe(subscription);
      };
      return { ...made, subscribe };
    };
    const producer = (options?: ProducerConfig) => {
      const made = client.producer(options);
      made.on(requests, ({ payload }) => void said.push(payload.apiName));
      made.on(timeouts, () => void said.push('overdue'));
      return made;
    };
    return { admin: client.admin.bind(client), logger: client.logger.bind(client), consumer, producer };
  };

  beforeEach(async () => {
    prefix = `options-${randomUUID()}`;
    groups = new Map();
    said = [];
    kafka = recording(kafkaClient({ brokers: [broker.url], clientId: prefix }, silent));
    const admin = kafka.admin();
    await admin.connect();
    const { fact, engineReports, engineCommands, relaySeat } = topicNames(prefix);
    await ensureTopics(admin, [fact('repositories'), engineReports, engineCommands, relaySeat], { partitions: 1, replicationFactor: 1, retentionMs: -1 });
    await admin.disconnect();
  }, waitMs);

  let closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  }, waitMs);

  it('is that every consumer hears within moments of a rebalance, and all but heartbeats are read from the beginning', async () => {
    const url = new URL(mongo.url);
    url.pathname = `/${prefix}`;
    const { offsets, deadLetters, turns, ...state } = await MongoConsumerState.connect(url.href, () => undefined).then((it) => ({ ...it, close: () => it.close() }));
    const registry = new HandlerRegistry(['fact', 'engine-report', 'engine-heartbeat']);
    registry.add(async () => undefined, { kind: 'fact', consumer: 'readers', type: 'daybook.repository.renamed.v1' });
    registry.add(async () => undefined, { kind: 'engine-report', consumer: 'readers', type: 'phase' });
    registry.add(async () => undefined, { kind: 'engine-heartbeat', consumer: 'readers', type: 'heartbeat' });
    const consumers = new KafkaConsumers({ kafka, topicPrefix: prefix, offsets, deadLetters, turns, logger: silent });
    const store = SqliteEventStore.open(':memory:');
    const relay = new KafkaRelay({ service: 'repository', kafka, topicPrefix: prefix, publishings: notes, store, logger: silent });
    const channel = new KafkaEngineChannel(new RecordProducer(kafka, silent), topicNames(prefix).engineReports);
    const engine = new KafkaEngineTransport({ kafka, topicPrefix: prefix, engineId: 'e1', channel, logger: silent });
    closing = [() => consumers.close(), () => relay.close(), () => engine.close(), () => store.close(), () => state.close()];
    relay.start();
    await consumers.start(registry);
    await engine.listen(() => undefined);
    await eventually(() => expect(groups.size).toBe(5), waitMs);
    const told = [...groups].map(([group, options]) => [group.replace(/[0-9a-f-]{36}$/, '*'), options] as const);
    const beginning = { waitMs: 200, fromBeginning: true };
    expect(Object.fromEntries(told)).toEqual({
      readers: beginning,
      'readers.engine-reports': beginning,
      'relay.repository': beginning,
      'engine.e1': beginning,
      'heartbeats.*': { waitMs: 200, fromBeginning: false },
    });
  }, 2 * waitMs);

  it('is never the idempotent producer, which loses what it calls acknowledged, and half a minute of patience with each request', async () => {
    const producer = new RecordProducer(kafka, silent);
    closing = [() => producer.close()];
    const send = (): Promise<boolean> =>
      producer.send([{ topic: `${prefix}.repositories`, messages: [{ key: 'a', value: '{}', headers: {} }] }], AbortSignal.timeout(waitMs));
    expect(await send()).toBe(true);
    await broker.pause();
    const sent = send();
    await sleep(20_000);
    await broker.resume();
    expect(await sent).toBe(true);
    expect(said).toContain('Produce');
    // What an idempotent producer begins with, and what makes it lose messages.
    expect(said).not.toContain('InitProducerId');
    expect(said).not.toContain('overdue');
  }, 2 * waitMs);
});
