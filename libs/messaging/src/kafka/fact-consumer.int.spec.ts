import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { IHeaders } from 'kafkajs';
import { describeWithLocal, eventually } from '@daybook/testing';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import type { Fact } from '../fact.types.js';
import { renamedFact as fact } from '../fixtures/fact.fixture.js';
import { FactsTopic, type Reading } from '../fixtures/facts-topic.fixture.js';
import type { FactConsumer } from './fact.consumer.js';
import { recordOf } from './fact.record.js';
import { sessionTimeoutMs } from './group.member.js';

const waitMs = 60_000;
const policy = { tries: 2, firstDelayMs: 10, maxDelayMs: 10, tryMs: 60_000, waitOut: {} };

await describeWithLocal(['kafka', 'mongo'], 'a consumer of facts with a real broker', (broker, mongo) => {
  let topic: FactsTopic;
  let consumers: FactConsumer[];
  let applied: Readonly<{ by: number; key: string; position: number | null }>[];
  let before: (message: ConsumedMessage, by: number) => Promise<void>;

  const begin = async (reading: Partial<Reading> = {}): Promise<FactConsumer> => {
    const by = consumers.length;
    const handle = async (message: ConsumedMessage): Promise<void> => {
      await before(message, by);
      applied.push({ by, key: message.key, position: message.position });
    };
    const begun = topic.reader({ handle, policy, ...reading });
    consumers.push(begun);
    await begun.start();
    return begun;
  };
  const send = (...facts: readonly Fact[]): Promise<void> => topic.send(...facts);
  const of = (key: string): (number | null)[] => applied.filter((one) => one.key === key).map(({ position }) => position);

  beforeEach(async () => {
    topic = await FactsTopic.make('consumer', { broker, mongo }, 2);
    consumers = [];
    applied = [];
    before = async () => undefined;
  }, waitMs);
  afterEach(async () => {
    await Promise.all(consumers.map((one) => one.close()));
    await topic.close();
  }, waitMs);

  it('makes every record that it cannot read a dead letter with a reason, and goes on with the partition', async () => {
    const { key, value, headers } = recordOf(fact('a', 1));
    const without = (name: string): IHeaders => Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));
    const place = { partition: 0, key };
    const malformed: readonly (readonly [string, Readonly<{ partition: number; key: string | null; value: string | null; headers: IHeaders }>])[] = [
      ['its value is no JSON', { ...place, value: '{', headers }],
      ['its value is no JSON object', { ...place, value: '[]', headers }],
      ['it has no value', { ...place, value: null, headers }],
      ['header ce_subject is not there once', { ...place, value, headers: without('ce_subject') }],
      ['it has no key', { ...place, key: null, value, headers }],
      ['header ce_id is not there once', { ...place, value, headers: without('ce_id') }],
      ['header ce_type is not there once', { ...place, value, headers: { ...headers, ce_type: ['one', 'two'] } }],
      ['header ce_position is no count', { ...place, value, headers: { ...headers, ce_position: '-1' } }],
      ['header ce_actor is not percent-encoded', { ...place, value, headers: { ...headers, ce_actor: '%' } }],
      ['ce_specversion is not 1.0', { ...place, value, headers: { ...headers, ce_specversion: '0.3' } }],
    ];
    await topic.producer.send({ topic: topic.name, acks: -1, messages: [...malformed.map(([, record]) => record), { ...place, value, headers }] });
    const begun = await begin();
    await eventually(() => expect(of('a')).toEqual([1]), waitMs);
    const { items } = await topic.state.deadLetters.list({ limit: 100 });
    expect(items.map(({ reason, failure }) => [reason, failure?.message])).toEqual(
      expect.arrayContaining(malformed.map(([what]) => ['malformed', expect.stringContaining(what)])),
    );
    expect(items).toHaveLength(malformed.length);
    await eventually(() => expect(begun.records.lag).toBe(0), waitMs);
  }, 2 * waitMs);

  it('passes over what is of a type that nobody knows, and counts it', async () => {
    const begun = await begin({ handles: (type) => type === fact('a', 1).type });
    await send(fact('a', 1), { ...fact('a', 2), type: 'daybook.version.exploded.v9' as Fact['type'] }, fact('a', 3));
    await eventually(() => expect(of('a')).toEqual([1, 3]), waitMs);
    expect(begun.skipped).toBe(1);
    expect((await topic.state.deadLetters.list({ limit: 1 })).items).toEqual([]);
  }, 2 * waitMs);

  it('drops what is delivered twice, and what a stale leader sends again, by position', async () => {
    const [one, two, three] = [fact('a', 1), fact('a', 2), fact('a', 3)];
    await send(one, two);
    const first = await begin();
    await eventually(() => expect(of('a')).toEqual([1, 2]), waitMs);
    await send(two, one, two, three);
    await eventually(() => expect(of('a')).toEqual([1, 2, 3]), waitMs);
    await eventually(() => expect(first.records.lag).toBe(0), waitMs);
    await first.close();
    await send(three, one, fact('a', 4));
    await begin();
    await eventually(() => expect(of('a').at(-1)).toBe(4), waitMs);
    expect(of('a')).toEqual([1, 2, 3, 4]);
  }, 2 * waitMs);

  it('loses nothing and keeps the order of each key when another instance joins while handlers are at work', async () => {
    const keys = Array.from({ length: 20 }, (_, n) => `k${n}`);
    let atWork = false;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    before = async (message, by) => {
      if (by !== 0 || message.position !== 2) return;
      atWork = true;
      await held;
    };
    const first = await begin();
    for (const position of [1, 2, 3]) await send(...keys.map((key) => fact(key, position)));
    await eventually(() => expect(atWork).toBe(true), waitMs);
    const second = begin();
    await eventually(async () => {
      expect((await topic.group())[0]).toBe('PreparingRebalance');
    }, waitMs);
    release();
    await second;
    for (const position of [4, 5, 6]) await send(...keys.map((key) => fact(key, position)));
    await eventually(() => {
      for (const key of keys) expect(of(key)).toEqual([1, 2, 3, 4, 5, 6]);
    }, waitMs);
    expect(new Set(applied.map(({ by }) => by))).toEqual(new Set([0, 1]));
    expect(first.records.halted).toBeNull();
  }, 2 * waitMs);

  it('parks what follows a dead letter also on the instance that gets the partition later', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `k${n}`);
    before = async ({ position }) => {
      if (position === 1) throw new Error('not this one');
    };
    const committed = async (): Promise<number> => {
      const [offsets] = await topic.admin.fetchOffsets({ groupId: topic.groupId, topics: [topic.name] });
      return (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    };
    const letters = async (): Promise<number> => (await topic.state.deadLetters.list({ limit: 100 })).items.length;
    const first = await begin();
    await begin();
    await eventually(async () => expect(await topic.group()).toEqual(['Stable', 2]), waitMs);
    await send(...keys.map((key) => fact(key, 1)));
    await eventually(async () => expect([await letters(), await committed()]).toEqual([keys.length, keys.length]), waitMs);
    await first.close();
    await send(...keys.map((key) => fact(key, 2)));
    await eventually(async () => expect([await letters(), applied]).toEqual([2 * keys.length, []]), waitMs);
  }, 3 * waitMs);

  it('keeps its partition through a handler that takes longer than its session, and applies the fact once', async () => {
    let begun = 0;
    before = async ({ position }) => {
      begun += 1;
      if (position === 1) await sleep(sessionTimeoutMs + 3000);
    };
    const one = await begin();
    await send(fact('a', 1), fact('a', 2));
    await eventually(() => expect(of('a')).toEqual([1, 2]), waitMs);
    await eventually(() => expect(one.records.lag).toBe(0), waitMs);
    expect(begun).toBe(2);
  }, 2 * waitMs);

  it('waits while MongoDB does not answer, loses nothing and makes nothing a dead letter', async () => {
    await begin();
    await send(fact('a', 1));
    await eventually(() => expect(of('a')).toEqual([1]), waitMs);
    await mongo.pause();
    await send(fact('a', 2), fact('b', 3), fact('a', 4));
    // So long that saves and reads fail, and do not only take their time.
    await sleep(12_000);
    await mongo.resume();
    await eventually(() => expect([of('a'), of('b')]).toEqual([[1, 2, 4], [3]]), waitMs);
    await send(fact('a', 5));
    await eventually(() => expect(of('a')).toEqual([1, 2, 4, 5]), waitMs);
    expect((await topic.state.deadLetters.list({ limit: 10 })).items).toEqual([]);
  }, 3 * waitMs);

  it('applies everything once, in order, when the broker is killed and comes back amid the stream', async () => {
    await begin();
    await send(...[1, 2, 3].map((position) => fact('a', position)));
    await eventually(() => expect(of('a')).toEqual([1, 2, 3]), waitMs);
    await broker.kill9();
    await broker.restart();
    await eventually(() => send(fact('a', 4), fact('a', 5)), waitMs);
    await eventually(() => expect(of('a')).toEqual([1, 2, 3, 4, 5]), waitMs);
  }, 3 * waitMs);
});
