import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { EngineReport } from '@daybook/contracts';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { describeWithLocal, eventually } from '@daybook/testing';
import type { ConsumerStanding } from '../consumer-progress.port.js';
import { PauseGate } from '../consumer/pause-gate.js';
import { HandlerRegistry } from '../handler-registry.js';
import { renamedFact } from '../fixtures/fact.fixture.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { recordOf } from './fact.record.js';
import { KafkaConsumerProgress } from './kafka-consumer-progress.js';
import { KafkaConsumers } from './kafka-consumers.js';
import { kafkaClient } from './kafka.client.js';
import { ensureTopics } from './kafka-topics.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;
/** What a scrape waits for. */
const scrapeMs = 2000;

await describeWithLocal(['kafka', 'mongo'], 'what consumers tell of themselves while a part is away', (broker, mongo) => {
  let prefix: string;
  let kafka: Kafka;
  let admin: Admin;
  let watching: Admin;
  let producer: Producer;
  let state: MongoConsumerState;
  let consumers: KafkaConsumers;
  let progress: KafkaConsumerProgress;
  let gate: PauseGate;

  const send = async (...positions: readonly number[]): Promise<void> => {
    await producer.send({ topic: `${prefix}.repositories`, acks: -1, messages: positions.map((position) => recordOf(renamedFact('a', position))) });
  };
  const report = async (sequence: number): Promise<void> => {
    const said: EngineReport = { type: 'phase', phase: 'training', engineId: 'e', runId: 'r', attempt: 1, sequence, at: '2026-01-01T00:00:00.000Z' };
    await producer.send({ topic: `${prefix}.engine-reports`, acks: -1, messages: [{ key: 'r', value: JSON.stringify(said) }] });
  };
  const standings = async (): Promise<readonly Partial<ConsumerStanding>[]> =>
    (await progress.list()).map(({ kind, lag, halted }) => ({ kind, lag, halted }));
  const stand = (...standing: readonly object[]): Promise<void> =>
    eventually(async () => expect(await standings()).toEqual(standing), waitMs);

  beforeEach(async () => {
    prefix = `outage-${randomUUID()}`;
    kafka = kafkaClient({ brokers: [broker.url], clientId: prefix }, silent);
    admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [`${prefix}.repositories`, `${prefix}.engine-reports`], { partitions: 1, replicationFactor: 1, retentionMs: -1 });
    watching = kafka.admin();
    await watching.connect();
    producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    const url = new URL(mongo.url);
    url.pathname = `/${prefix}`;
    state = await MongoConsumerState.connect(url.href, () => undefined);
    gate = new PauseGate();
    const registry = new HandlerRegistry(['fact', 'engine-report']);
    registry.add(() => gate.pass(), { kind: 'fact', consumer: 'readers', type: 'daybook.repository.renamed.v1' });
    registry.add(() => gate.pass(), { kind: 'engine-report', consumer: 'readers', type: 'phase' });
    const { offsets, deadLetters, turns } = state;
    consumers = new KafkaConsumers({ kafka, topicPrefix: prefix, offsets, deadLetters, turns, logger: silent });
    progress = new KafkaConsumerProgress(consumers, async () => watching, prefix, () => undefined);
    await consumers.start(registry);
  }, waitMs);
  afterEach(async () => {
    gate.reopen();
    await consumers.close();
    await Promise.all([producer.disconnect(), admin.disconnect(), watching.disconnect(), state.close()]);
  }, waitMs);

  it('is the lag of facts and of reports also while a handler is stuck, and of a consumer that is paused from its start', async () => {
    await stand({ kind: 'fact', lag: 0, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
    gate.close();
    await send(1, 2, 3);
    await report(1);
    await report(2);
    await stand({ kind: 'fact', lag: 3, halted: null }, { kind: 'engine-report', lag: 2, halted: null });
    consumers.facts.get('readers')?.records.pause();
    await send(4, 5);
    await stand({ kind: 'fact', lag: 5, halted: null }, { kind: 'engine-report', lag: 2, halted: null });
    consumers.facts.get('readers')?.records.resume();
    gate.reopen();
    await stand({ kind: 'fact', lag: 0, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
  }, 3 * waitMs);

  it('is the last known lag, and that Kafka does not answer, when the broker is killed or hangs', async () => {
    consumers.facts.get('readers')?.records.pause();
    await send(1, 2, 3);
    await stand({ kind: 'fact', lag: 3, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
    const away = [
      { kind: 'fact', lag: 3, halted: expect.any(String) },
      { kind: 'engine-report', lag: 0, halted: expect.any(String) },
    ] as const;
    await broker.pause();
    await stand(...away);
    await broker.resume();
    await stand({ kind: 'fact', lag: 3, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
    await broker.kill9();
    await stand(...away);
    await broker.restart();
    consumers.facts.get('readers')?.records.resume();
    await stand({ kind: 'fact', lag: 0, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
  }, 5 * waitMs);

  it('is there within the time of a scrape, and grows, while MongoDB hangs', async () => {
    await send(1);
    await stand({ kind: 'fact', lag: 0, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
    await mongo.pause();
    try {
      await send(2, 3);
      await stand({ kind: 'fact', lag: 2, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
      const letters = progress.deadLetters().then(() => 'counted', () => 'away');
      const late = new Promise((resolve) => setTimeout(resolve, scrapeMs, 'late'));
      expect(await Promise.race([letters, late])).toBe('late');
      expect(await standings()).toHaveLength(2);
    } finally {
      await mongo.resume();
    }
    await stand({ kind: 'fact', lag: 0, halted: null }, { kind: 'engine-report', lag: 0, halted: null });
  }, 3 * waitMs);
});
