import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import fc from 'fast-check';
import { SqliteEventStore } from '@daybook/event-store';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import { GuardedDelivery } from '../consumer/guarded-delivery.js';
import type { Fact } from '../fact.types.js';
import { append, notes } from '../fixtures/notes.fixture.js';
import { factTranslator, publishedStreams } from '../translate.js';
import { LogConsumer } from './log-consumer.js';
import { ProgressBoard } from './progress-board.js';
import { soleProcessTurns } from './sole-process.turns.js';
import { SqliteConsumerState } from './sqlite-consumer-state.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const policy = { tries: 2, firstDelayMs: 0, maxDelayMs: 0, tryMs: 60_000, waitOut: {} };
const patienceMs = 10_000;
type Effect = Readonly<{ life: number; key: string; position: number }>;

describe('a consumer of the log', () => {
  let store: SqliteEventStore;
  let state: SqliteConsumerState;
  let effects: Effect[];
  /** How many more times the fact at a position fails. */
  let failures: Map<number, number>;
  let life: number;

  const open = () => {
    store = SqliteEventStore.open(':memory:');
    state = SqliteConsumerState.open(':memory:');
    effects = [];
    failures = new Map();
    life = 0;
  };
  const close = async () => {
    await store.close();
    state.close();
  };
  beforeEach(open);
  afterEach(close);

  const handle = async ({ payload }: { payload: unknown }): Promise<void> => {
    const { key, position } = payload as Fact;
    await new Promise((resolve) => setImmediate(resolve));
    const left = failures.get(position) ?? 0;
    failures.set(position, left - 1);
    if (left > 0) throw new Error('not now');
    effects.push({ life, key, position });
  };

  /** One life of the consumer. A crash loses whatever was not saved until then. */
  const begin = async (keepSaving = true) => {
    life += 1;
    let saves = keepSaving;
    const offsets: ConsumerOffsets = {
      checkpoint: (consumer) => state.offsets.checkpoint(consumer),
      lastPosition: (consumer, topic, key) => state.offsets.lastPosition(consumer, topic, key),
      save: async (...args) => (saves ? state.offsets.save(...args) : undefined),
    };
    const board = new ProgressBoard();
    const delivery = new GuardedDelivery({ consumer: 'c', kind: 'fact', handle, deadLetters: state.deadLetters, turns: soleProcessTurns, policy, logger: silent });
    const consumer = new LogConsumer({
      consumer: 'c',
      store,
      streamPrefixes: publishedStreams(notes),
      translate: factTranslator(notes),
      handles: () => true,
      delivery,
      offsets,
      logger: silent,
      concurrency: 4,
      capacity: 8,
      advanced: (position) => board.advance('c', position),
    });
    await consumer.start();
    const crash = () => {
      saves = false;
      return consumer.close();
    };
    return { consumer, crash, caughtUp: async () => board.waitUntil('c', await store.headPosition(), patienceMs) };
  };

  const seenOf = (key: string) => effects.filter((effect) => effect.key === key).map(({ position }) => position);

  it('delivers again what took effect before a crash that lost the offset', async () => {
    await append(store, 'RepositoryCreated', 'a');
    const first = await begin(false);
    expect(await first.caughtUp()).toBe(true);
    await first.crash();
    const second = await begin();
    expect(await second.caughtUp()).toBe(true);
    await second.consumer.close();
    expect(effects).toEqual([
      { life: 1, key: 'a', position: 1 },
      { life: 2, key: 'a', position: 1 },
    ]);
    const third = await begin();
    expect(await third.caughtUp()).toBe(true);
    await third.consumer.close();
    expect(effects).toHaveLength(2);
  });

  it('drops what its key has applied already, even when the checkpoint is behind', async () => {
    await append(store, 'RepositoryCreated', 'a');
    const position = await append(store, 'RepositoryRenamed', 'a');
    await state.offsets.save('c', 0, [{ topic: 'repositories', key: 'a', position }]);
    const { consumer, caughtUp } = await begin();
    expect(await caughtUp()).toBe(true);
    await consumer.close();
    expect(effects).toEqual([]);
  });

  it('stops where its memory fails and loses nothing', async () => {
    await append(store, 'RepositoryCreated', 'a');
    await append(store, 'RepositoryRenamed', 'a');
    failures.set(1, 2);
    const add = state.deadLetters.add.bind(state.deadLetters);
    let broken = true;
    state.deadLetters.add = (letter) => (broken ? Promise.reject(new Error('disk is full')) : add(letter));
    const { consumer, caughtUp } = await begin();
    const done = caughtUp();
    for (let tries = 0; consumer.halted === null && tries < 1000; tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(consumer.halted).toContain('disk is full');
    expect(effects).toEqual([]);
    broken = false;
    expect(await done).toBe(true);
    await consumer.close();
    expect(seenOf('a')).toEqual([1, 2]);
  });

  it('keeps the order of each key and loses nothing, whatever fails and whenever it crashes', async () => {
    const event = fc.record({ key: fc.constantFrom('a', 'b', 'c'), failures: fc.constantFrom(0, 0, 0, 1, 2, 3) });
    const round = fc.record({ events: fc.array(event, { maxLength: 12 }), saves: fc.boolean(), waits: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 5 }), async (rounds) => {
        await close();
        open();
        const expected = new Map<string, number[]>();
        for (const { events, saves, waits } of rounds) {
          const { crash, caughtUp } = await begin(saves);
          for (const { key, failures: times } of events) {
            const next = (await store.headPosition()) + 1;
            failures.set(next, times);
            await append(store, 'RepositoryRenamed', key);
            expected.set(key, [...(expected.get(key) ?? []), next]);
          }
          if (waits) await caughtUp();
          await crash();
        }
        failures.clear();
        const last = await begin();
        expect(await last.caughtUp()).toBe(true);
        for (const key of expected.keys()) await retryAll(last.consumer, key);
        await last.consumer.close();
        for (const [key, positions] of expected) {
          expect([...new Set(seenOf(key))]).toEqual(positions);
          for (let one = 1; one <= life; one += 1) {
            const within = effects.filter((effect) => effect.key === key && effect.life === one).map(({ position }) => position);
            expect(within).toEqual([...new Set(within)].sort((a, b) => a - b));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  const retryAll = async (consumer: LogConsumer, key: string): Promise<void> => {
    for (;;) {
      const letter = await state.deadLetters.firstOf({ consumer: 'c', kind: 'fact', key });
      if (letter === null) return;
      await consumer.retry(letter);
    }
  };
});
