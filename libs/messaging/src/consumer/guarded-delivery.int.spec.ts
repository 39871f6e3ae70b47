import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { SqliteConsumerState } from '../embedded/sqlite-consumer-state.js';
import { soleProcessTurns } from '../embedded/sole-process.turns.js';
import type { ConsumedMessage } from './consumed-message.types.js';
import { GuardedDelivery } from './guarded-delivery.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const policy = { tries: 2, firstDelayMs: 0, maxDelayMs: 0, tryMs: 60_000, waitOut: {} };
const { signal } = new AbortController();

const message = (position: number, onFailure: ConsumedMessage['onFailure'] = 'hold'): ConsumedMessage => ({
  id: `m${position}`,
  kind: 'fact',
  type: 't',
  topic: 'versions',
  key: 'k',
  position,
  payload: {},
  onFailure,
});

describe('guarded delivery', () => {
  let state: SqliteConsumerState;
  let applied: (number | null)[];
  let poison: Set<number>;

  const begin = async (): Promise<GuardedDelivery> => {
    const handle = async ({ position }: ConsumedMessage) => {
      if (poison.has(position ?? 0)) throw new Error(`poison ${position}`);
      applied.push(position);
    };
    const delivery = new GuardedDelivery({ consumer: 'c', kind: 'fact', handle, deadLetters: state.deadLetters, turns: soleProcessTurns, policy, logger: silent });
    await delivery.start();
    return delivery;
  };
  const letters = async () => (await state.deadLetters.list({ limit: 100 })).items;

  beforeEach(() => {
    state = SqliteConsumerState.open(':memory:');
    applied = [];
    poison = new Set([1]);
  });
  afterEach(() => state.close());

  it('sets a message aside without holding its key', async () => {
    const delivery = await begin();
    expect(await delivery.deliver(message(1, 'set-aside'), signal)).toBe('dead-lettered');
    expect(await delivery.deliver(message(2), signal)).toBe('applied');
    expect(await letters()).toHaveLength(1);
  });

  it('takes what is delivered again below the last letter of its key for a duplicate', async () => {
    poison = new Set([2]);
    const before = await begin();
    await before.deliver(message(1), signal);
    await before.deliver(message(2), signal);
    const after = await begin();
    expect(await after.deliver(message(1), signal)).toBe('duplicate');
    expect(await after.deliver(message(2), signal)).toBe('duplicate');
    expect(await after.deliver(message(3), signal)).toBe('dead-lettered');
    expect((await letters()).map(({ message: { position } }) => position)).toEqual([2, 3]);
  });

  it('does not hold a key for a letter that was discarded before it was delivered again', async () => {
    const before = await begin();
    await before.deliver(message(1), signal);
    await state.deadLetters.discarded((await letters())[0]?.id ?? '', 'otto', 'known to be wrong', '2026-01-01T00:00:00.000Z');
    const after = await begin();
    await after.deliver(message(1), signal);
    expect(await after.deliver(message(2), signal)).toBe('applied');
    expect(await letters()).toEqual([]);
  });

  it('stops at a parked message that fails in its turn, which then is the first of the key', async () => {
    const delivery = await begin();
    for (const position of [1, 2, 3, 4]) await delivery.deliver(message(position), signal);
    poison = new Set([3]);
    const [first] = await letters();
    if (first === undefined) throw new Error('no letter');
    await delivery.retry(first, signal);
    expect(applied).toEqual([1, 2]);
    expect((await letters()).map(({ reason, message: { position } }) => [position, reason])).toEqual([
      [3, 'failed'],
      [4, 'parked'],
    ]);
    expect(await delivery.deliver(message(5), signal)).toBe('dead-lettered');
  });
});
