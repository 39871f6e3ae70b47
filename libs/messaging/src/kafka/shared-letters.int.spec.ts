import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithLocal, eventually } from '@daybook/testing';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import { LetterQueue } from '../consumer/letter-queue.js';
import { PauseGate } from '../consumer/pause-gate.js';
import { renamedFact } from '../fixtures/fact.fixture.js';
import { FactsTopic } from '../fixtures/facts-topic.fixture.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import type { FactConsumer } from './fact.consumer.js';

const policy = { tries: 1, firstDelayMs: 0, maxDelayMs: 0, tryMs: 60_000, waitOut: {} };
const waitMs = 60_000;
/** So long a second instance could do what it must not. */
const temptation = (): Promise<void> => sleep(500);

type Instance = Readonly<{ name: string; records: FactConsumer; queue: LetterQueue; close: () => Promise<void> }>;

await describeWithLocal(['kafka', 'mongo'], 'the dead letters of a group of instances', (broker, mongo) => {
  let topic: FactsTopic;
  let instances: Instance[];
  /** Every call of a handler, when it begins. */
  let calls: Readonly<{ by: string; key: string; position: number }>[];
  let poison: Set<number>;
  let gates: Map<number, PauseGate>;

  const begin = async (name: string): Promise<Instance> => {
    const state = await MongoConsumerState.connect(topic.mongoUrl, () => undefined);
    const handle = async ({ key, position }: ConsumedMessage): Promise<void> => {
      calls.push({ by: name, key, position: position ?? 0 });
      await gates.get(position ?? 0)?.pass();
      if (poison.has(position ?? 0)) throw new Error(`poison ${position}`);
    };
    const records = topic.reader({ handle, policy, state });
    const instance = {
      name,
      records,
      queue: new LetterQueue(state.deadLetters, () => records),
      close: () => records.close().then(() => state.close()),
    };
    instances.push(instance);
    await records.start();
    return instance;
  };
  /** Two of them, of which the first has the only partition. */
  const beginTwo = async (): Promise<readonly [owner: Instance, other: Instance]> => {
    const [one, two] = [await begin('one'), await begin('two')];
    await eventually(async () => expect(await topic.group()).toEqual(['Stable', 2]), waitMs);
    await send('probe', 1);
    await eventually(() => expect(of('probe')).toEqual([1]), waitMs);
    return calls[0]?.by === 'one' ? [one, two] : [two, one];
  };
  const send = async (key: string, ...positions: readonly number[]): Promise<void> => {
    await topic.send(...positions.map((position) => renamedFact(key, position)));
  };
  const of = (key: string): readonly number[] => calls.filter((call) => call.key === key).map(({ position }) => position);
  const letters = async () => (await instances[0]?.queue.list({ limit: 100 }))?.items ?? [];
  const letterAt = async (position: number): Promise<string> => (await letters()).find(({ message }) => message.position === position)?.id ?? '';
  const lettersReach = (...positions: readonly number[]): Promise<void> =>
    eventually(async () => expect((await letters()).map(({ message }) => message.position)).toEqual(positions), waitMs);
  const hold = (position: number): PauseGate => {
    const gate = new PauseGate();
    gate.close();
    gates.set(position, gate);
    return gate;
  };

  beforeEach(async () => {
    topic = await FactsTopic.make('letters', { broker, mongo });
    instances = [];
    calls = [];
    poison = new Set();
    gates = new Map();
  }, waitMs);
  afterEach(async () => {
    for (const gate of gates.values()) gate.reopen();
    await Promise.all(instances.map((instance) => instance.close()));
    await topic.close();
  }, waitMs);

  it('are applied once and in order when one is retried by an instance that does not have its partition, and free their key', async () => {
    const [, other] = await beginTwo();
    poison = new Set([2]);
    await send('k', 2, 3, 4);
    await lettersReach(2, 3, 4);
    poison.clear();
    const gate = hold(3);
    const retried = other.queue.retry(await letterAt(2));
    await eventually(() => expect(of('k')).toEqual([2, 2, 3]), waitMs);
    // It comes to the owner while the other is at work on the key.
    await send('k', 5);
    await lettersReach(3, 4, 5);
    await temptation();
    gate.reopen();
    await retried;
    await eventually(async () => expect(await letters()).toEqual([]), waitMs);
    expect(of('k')).toEqual([2, 2, 3, 4, 5]);
    await send('k', 6);
    await eventually(() => expect(of('k')).toEqual([2, 2, 3, 4, 5, 6]), waitMs);
    expect(await letters()).toEqual([]);
  }, 3 * waitMs);

  it('are applied once when all instances are asked to retry the same one', async () => {
    const [owner, other] = await beginTwo();
    poison = new Set([2]);
    await send('k', 2, 3);
    await lettersReach(2, 3);
    poison.clear();
    const [id, gate] = [await letterAt(2), hold(2)];
    const retries = Promise.allSettled([owner.queue.retry(id), other.queue.retry(id)]);
    await eventually(() => expect(of('k')).toEqual([2, 2]), waitMs);
    await temptation();
    gate.reopen();
    const failures = (await retries).flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(failures).toMatchObject([{ code: 'dead-letter-not-found' }]);
    expect([of('k'), await letters()]).toEqual([[2, 2, 3], []]);
  }, 3 * waitMs);

  it('go on once, with one of them, when what they wait behind was settled while nobody was there', async () => {
    const one = await begin('one');
    poison = new Set([2]);
    await send('k', 2, 3, 4);
    await lettersReach(2, 3, 4);
    await one.records.close();
    await one.queue.discard(await letterAt(2));
    const gate = hold(3);
    await Promise.all([begin('two'), begin('three')]);
    await eventually(() => expect(of('k')).toEqual([2, 3]), waitMs);
    await temptation();
    gate.reopen();
    await eventually(async () => expect(await letters()).toEqual([]), waitMs);
    expect(of('k')).toEqual([2, 3, 4]);
  }, 3 * waitMs);

  it('go on with the others when the instance that was at work on them leaves', async () => {
    const [owner, other] = await beginTwo();
    poison = new Set([2]);
    await send('k', 2, 3, 4);
    await lettersReach(2, 3, 4);
    poison.clear();
    const gate = hold(3);
    const retried = other.queue.retry(await letterAt(2));
    await eventually(() => expect(of('k')).toEqual([2, 2, 3]), waitMs);
    const left = other.records.close();
    gate.reopen();
    await Promise.all([retried, left]);
    await eventually(async () => expect(await letters()).toEqual([]), waitMs);
    expect(of('k')).toEqual([2, 2, 3, 4]);
    expect(calls.at(-1)?.by).toBe(owner.name);
  }, 3 * waitMs);
});
