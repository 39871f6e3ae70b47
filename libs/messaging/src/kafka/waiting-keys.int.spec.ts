import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { DomainError } from '@daybook/event-sourcing';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { describeWithLocal, eventually } from '@daybook/testing';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import { GuardedDelivery } from '../consumer/guarded-delivery.js';
import { PauseGate } from '../consumer/pause-gate.js';
import { renamedFact } from '../fixtures/fact.fixture.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { FactConsumer } from './fact.consumer.js';
import { recordOf } from './fact.record.js';
import { kafkaClient } from './kafka.client.js';
import { ensureTopics } from './kafka-topics.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const policy = { tries: 1, firstDelayMs: 50, maxDelayMs: 50, tryMs: 60_000, waitOut: { away: Infinity } };
const waitMs = 60_000;
/** Less than the group waits for a member that does not rejoin. */
const soonMs = 25_000;
/** So long something could happen that must not. */
const temptation = (): Promise<void> => sleep(1000);

class Away extends DomainError {
  readonly code = 'away';
}

await describeWithLocal(['kafka', 'mongo'], 'a partition with keys that wait', (broker, mongo) => {
  let prefix: string;
  let kafka: Kafka;
  let admin: Admin;
  let producer: Producer;
  let state: MongoConsumerState;
  let consumers: FactConsumer[];
  let taken: number;
  let begun: string[];
  let applied: Readonly<{ by: number; key: string; position: number }>[];
  /** Keys whose messages wait until something is back. */
  let away: Set<string>;
  let gate: PauseGate;

  const begin = async (capacity = 1000): Promise<FactConsumer> => {
    const by = consumers.length;
    const handle = async ({ key, position }: ConsumedMessage): Promise<void> => {
      if (away.has(key)) throw new Away('not yet');
      begun.push(`${by} ${key} ${position}`);
      await gate.pass();
      applied.push({ by, key, position: position ?? 0 });
    };
    const { offsets, deadLetters, turns } = state;
    const delivery = new GuardedDelivery({ consumer: 'readers', kind: 'fact', handle, deadLetters, turns, policy, logger: silent });
    const group = { kafka, groupId: `${prefix}.readers`, topics: [`${prefix}.repositories`], logger: silent, concurrency: 8, capacity, delivery };
    const handles = (): boolean => (taken += 1) > 0;
    const one = new FactConsumer({ ...group, consumer: 'readers', topicPrefix: prefix, handles, offsets, deadLetters });
    consumers.push(one);
    await one.start();
    return one;
  };
  const send = async (keys: readonly string[], position: number): Promise<void> => {
    const messages = keys.map((key) => recordOf(renamedFact(key, position)));
    await producer.send({ topic: `${prefix}.repositories`, acks: -1, messages });
  };
  const of = (key: string): readonly number[] => applied.filter((one) => one.key === key).map(({ position }) => position);
  const committed = async (): Promise<number> => {
    const [topic] = await admin.fetchOffsets({ groupId: `${prefix}.readers`, topics: [`${prefix}.repositories`] });
    return Number(topic?.partitions[0]?.offset);
  };
  const stableWith = (members: number): Promise<void> =>
    eventually(async () => {
      const { groups } = await admin.describeGroups([`${prefix}.readers`]);
      expect([groups[0]?.state, groups[0]?.members.length]).toEqual(['Stable', members]);
    }, soonMs);

  beforeEach(async () => {
    prefix = `waiting-${randomUUID()}`;
    kafka = kafkaClient({ brokers: [broker.url], clientId: prefix }, silent);
    admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [`${prefix}.repositories`], { partitions: 1, replicationFactor: 1, retentionMs: -1 });
    producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    const url = new URL(mongo.url);
    url.pathname = `/${prefix}`;
    state = await MongoConsumerState.connect(url.href, () => undefined);
    consumers = [];
    taken = 0;
    begun = [];
    applied = [];
    away = new Set();
    gate = new PauseGate();
  }, waitMs);
  afterEach(async () => {
    gate.reopen();
    await Promise.all(consumers.map((one) => one.close()));
    await Promise.all([producer.disconnect(), admin.disconnect(), state.close()]);
  }, waitMs);

  it('goes on with other keys, however many wait, commits nothing beyond them, and catches up when they can go on', async () => {
    const waiting = Array.from({ length: 12 }, (_, n) => `waits-${n}`);
    away = new Set(waiting);
    const first = await begin();
    await send(['before'], 1);
    await send(waiting, 2);
    for (const position of [3, 4, 5]) {
      await send(['a', 'b', waiting[0] ?? ''], position);
      await eventually(() => expect([of('a').at(-1), of('b').at(-1)]).toEqual([position, position]), waitMs);
    }
    await eventually(async () => expect(await committed()).toBe(1), waitMs);
    await eventually(() => expect(first.records.lag).toBe(waiting.length + 9), waitMs);
    expect(first.halted).toMatch(/^12 of its keys wait, waits-\d+ since Away: not yet$/);
    away.clear();
    await eventually(async () => expect(await committed()).toBe(1 + waiting.length + 9), waitMs);
    expect([of('waits-0'), of('waits-11'), of('a'), of('b')]).toEqual([[2, 3, 4, 5], [2], [3, 4, 5], [3, 4, 5]]);
    await eventually(() => expect([first.records.lag, first.halted]).toEqual([0, null]), waitMs);
  }, 3 * waitMs);

  it('comes again from the first record that is not done, to whoever gets it, and only that record takes effect', async () => {
    away = new Set(['waits']);
    const first = await begin();
    await send(['before', 'waits', 'a', 'b'], 1);
    await eventually(() => expect([of('a'), of('b')]).toEqual([[1], [1]]), waitMs);
    await first.close();
    expect(await committed()).toBe(1);
    await begin();
    await send(['a'], 2);
    await eventually(() => expect(of('a')).toEqual([1, 2]), waitMs);
    away.clear();
    await eventually(async () => expect(await committed()).toBe(5), waitMs);
    // Keys have no order among each other.
    expect(applied.map(({ by, key, position }) => `${by} ${key} ${position}`).toSorted()).toEqual(['0 a 1', '0 b 1', '0 before 1', '1 a 2', '1 waits 1']);
  }, 3 * waitMs);

  it('is handed over while a key waits and another instance joins', async () => {
    away = new Set(['waits']);
    await begin();
    await send(['waits', 'a'], 1);
    await eventually(() => expect(of('a')).toEqual([1]), waitMs);
    await begin();
    await stableWith(2);
    await send(['a'], 2);
    await eventually(() => expect(of('a')).toEqual([1, 2]), waitMs);
    await temptation();
    expect(await committed()).toBe(-1);
    away.clear();
    await eventually(async () => expect([of('waits'), await committed()]).toEqual([[1], 3]), waitMs);
  }, 3 * waitMs);

  it('is handed over to another instance when the handlers at work have ended, and what they did is not done again', async () => {
    gate.close();
    await begin();
    await send(['a', 'b'], 1);
    await eventually(() => expect(begun.toSorted()).toEqual(['0 a 1', '0 b 1']), waitMs);
    const second = begin();
    await eventually(async () => {
      const { groups } = await admin.describeGroups([`${prefix}.readers`]);
      expect(groups[0]?.state).toBe('PreparingRebalance');
    }, waitMs);
    // The first one hears of it with its next heartbeat, within a second.
    await sleep(3000);
    expect(begun).toHaveLength(2);
    gate.reopen();
    await second;
    await eventually(async () => expect(await committed()).toBe(2), waitMs);
    await send(['a', 'b'], 2);
    await eventually(() => expect([of('a'), of('b')]).toEqual([[1, 2], [1, 2]]), waitMs);
    expect(begun).toHaveLength(4);
  }, 3 * waitMs);

  it('is taken no faster than its handlers are, up to the capacity', async () => {
    gate.close();
    const only = await begin(10);
    const keys = Array.from({ length: 200 }, (_, n) => `k${n}`);
    await send(keys, 1);
    await eventually(() => expect(taken).toBe(10), waitMs);
    await temptation();
    expect(taken).toBe(10);
    gate.reopen();
    await eventually(() => expect(applied).toHaveLength(200), waitMs);
    await eventually(() => expect(only.records.lag).toBe(0), waitMs);
    expect(taken).toBe(200);
  }, 2 * waitMs);

  it('is given up at once by a member that is paused, and taken by none while all are', async () => {
    const first = await begin();
    await send(['a'], 1);
    await eventually(() => expect(of('a')).toEqual([1]), waitMs);
    first.records.pause();
    await send(['a', 'b'], 2);
    await temptation();
    const second = begin();
    await stableWith(2);
    (await second).records.pause();
    await temptation();
    expect(applied.filter(({ by, position }) => by === 0 && position === 2)).toEqual([]);
    first.records.resume();
    consumers[1]?.records.resume();
    await eventually(() => expect([of('a'), of('b')]).toEqual([[1, 2], [2]]), waitMs);
  }, 2 * waitMs);
});
