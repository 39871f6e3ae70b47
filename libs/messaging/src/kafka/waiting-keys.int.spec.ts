import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DomainError } from '@daybook/event-sourcing';
import { describeWithLocal, eventually } from '@daybook/testing';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import { PauseGate } from '../consumer/pause-gate.js';
import { renamedFact } from '../fixtures/fact.fixture.js';
import { FactsTopic } from '../fixtures/facts-topic.fixture.js';
import type { FactConsumer } from './fact.consumer.js';

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
  let topic: FactsTopic;
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
    const handles = (): boolean => (taken += 1) > 0;
    const one = topic.reader({ handle, policy, capacity, handles });
    consumers.push(one);
    await one.start();
    return one;
  };
  const send = async (keys: readonly string[], position: number): Promise<void> => {
    await topic.send(...keys.map((key) => renamedFact(key, position)));
  };
  const of = (key: string): readonly number[] => applied.filter((one) => one.key === key).map(({ position }) => position);
  const stableWith = (members: number): Promise<void> =>
    eventually(async () => expect(await topic.group()).toEqual(['Stable', members]), soonMs);

  beforeEach(async () => {
    topic = await FactsTopic.make('waiting', { broker, mongo });
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
    await topic.close();
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
    await eventually(async () => expect(await topic.committed()).toBe(1), waitMs);
    await eventually(() => expect(first.records.lag).toBe(waiting.length + 9), waitMs);
    expect(first.halted).toMatch(/^12 of its keys wait, waits-\d+ since Away: not yet$/);
    away.clear();
    await eventually(async () => expect(await topic.committed()).toBe(1 + waiting.length + 9), waitMs);
    expect([of('waits-0'), of('waits-11'), of('a'), of('b')]).toEqual([[2, 3, 4, 5], [2], [3, 4, 5], [3, 4, 5]]);
    await eventually(() => expect([first.records.lag, first.halted]).toEqual([0, null]), waitMs);
  }, 3 * waitMs);

  it('comes again from the first record that is not done, to whoever gets it, and only that record takes effect', async () => {
    away = new Set(['waits']);
    const first = await begin();
    await send(['before', 'waits', 'a', 'b'], 1);
    await eventually(() => expect([of('a'), of('b')]).toEqual([[1], [1]]), waitMs);
    await first.close();
    expect(await topic.committed()).toBe(1);
    await begin();
    await send(['a'], 2);
    await eventually(() => expect(of('a')).toEqual([1, 2]), waitMs);
    away.clear();
    await eventually(async () => expect(await topic.committed()).toBe(5), waitMs);
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
    expect(await topic.committed()).toBe(-1);
    away.clear();
    await eventually(async () => expect([of('waits'), await topic.committed()]).toEqual([[1], 3]), waitMs);
  }, 3 * waitMs);

  it('is handed over to another instance when the handlers at work have ended, and what they did is not done again', async () => {
    gate.close();
    await begin();
    await send(['a', 'b'], 1);
    await eventually(() => expect(begun.toSorted()).toEqual(['0 a 1', '0 b 1']), waitMs);
    const second = begin();
    await eventually(async () => {
      expect((await topic.group())[0]).toBe('PreparingRebalance');
    }, waitMs);
    // The first one hears of it with its next heartbeat, within a second.
    await sleep(3000);
    expect(begun).toHaveLength(2);
    gate.reopen();
    await second;
    await eventually(async () => expect(await topic.committed()).toBe(2), waitMs);
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
