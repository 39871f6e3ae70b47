import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { letterOf } from '../fixtures/letter.fixture.js';
import type { ConsumedMessage } from './consumed-message.types.js';
import type { DeadLetters } from './dead-letters.port.js';
import { GuardedDelivery } from './guarded-delivery.js';
import { KeyedLanes } from './keyed-lanes.js';
import type { LaneTurns } from './lane-turns.port.js';
import { LetterQueue } from './letter-queue.js';
import { PauseGate } from './pause-gate.js';

/** What a process has of the letters; each `open` is another one, or the same one later. */
export type LetterRig = Readonly<{ open: () => Promise<{ deadLetters: DeadLetters; turns: LaneTurns }>; close: () => Promise<void> }>;

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const policy = { tries: 1, firstDelayMs: 0, maxDelayMs: 0, tryMs: 60_000, waitOut: {} };
const { signal } = new AbortController();
const notFound = { code: 'dead-letter-not-found' };

/** What operators may do to letters, on every store of them; `create` answers one that is empty. */
export const letterQueueContract = (create: () => Promise<LetterRig>): void => {
  let rig: LetterRig;
  let letters: DeadLetters;
  let queue: LetterQueue;
  let lanes: KeyedLanes;
  let deliver: (...positions: readonly number[]) => Promise<void>;
  let applied: number[];
  let poison: Set<number>;
  let gate: PauseGate;

  const begin = async (): Promise<void> => {
    const { deadLetters, turns } = await rig.open();
    const handle = async ({ position }: ConsumedMessage): Promise<void> => {
      await gate.pass();
      if (poison.has(position ?? 0)) throw new Error(`poison ${position}`);
      applied.push(position ?? 0);
    };
    const delivery = new GuardedDelivery({ consumer: 'c', kind: 'fact', handle, deadLetters, turns, policy, logger: silent });
    const own = new KeyedLanes(8, Infinity);
    const taker = {
      retry: (letter: Parameters<GuardedDelivery['retry']>[0]) => own.run(letter.message.key, () => delivery.retry(letter, signal)),
      resumeKey: (key: string) => own.run(key, () => delivery.resume(key, signal)),
    };
    await delivery.start();
    letters = deadLetters;
    lanes = own;
    queue = new LetterQueue(deadLetters, ({ consumer }) => (consumer === 'c' ? taker : undefined));
    deliver = async (...positions) => {
      for (const position of positions) {
        const { message } = letterOf({ id: `${position}`, position });
        await own.run(message.key, () => delivery.deliver(message, signal));
      }
    };
  };
  const pending = async (): Promise<readonly (readonly [number | null, string])[]> =>
    (await queue.list({ limit: 100 })).items.map(({ reason, message: { position } }) => [position, reason]);
  const idAt = async (position: number): Promise<string> =>
    (await queue.list({ limit: 100 })).items.find(({ message }) => message.position === position)?.id ?? '';

  beforeEach(async () => {
    applied = [];
    poison = new Set([1]);
    gate = new PauseGate();
    rig = await create();
    await begin();
  });
  afterEach(() => rig.close());

  it('retries the first of a key and then what waits behind it, which frees the key', async () => {
    await deliver(1, 2, 3);
    poison.clear();
    expect(await queue.retry(await idAt(1))).toMatchObject({ message: { position: 1 } });
    await deliver(4);
    expect([applied, await pending()]).toEqual([[1, 2, 3, 4], []]);
  });

  it('holds the key further when the first fails again, and remembers the tries', async () => {
    await deliver(1, 2);
    await expect(queue.retry(await idAt(1))).rejects.toThrow('poison 1');
    await deliver(3);
    expect([applied, await pending()]).toEqual([[], [[1, 'failed'], [2, 'parked'], [3, 'parked']]]);
    expect(await letters.find(await idAt(1))).toMatchObject({ attempts: 2 });
  });

  it('retries what comes before, when asked for one that is not the first', async () => {
    await deliver(1, 2, 3);
    await expect(queue.retry(await idAt(2))).rejects.toThrow('poison 1');
    poison = new Set([3]);
    await queue.retry(await idAt(2));
    expect([applied, await pending()]).toEqual([[1, 2], [[3, 'failed']]]);
    await deliver(4);
    expect([applied, await pending()]).toEqual([[1, 2], [[3, 'failed'], [4, 'parked']]]);
  });

  it('goes on with what waits behind a discarded first', async () => {
    await deliver(1, 2, 3);
    await queue.discard(await idAt(1), 'otto', 'known to be wrong');
    await lanes.idle();
    await deliver(4);
    expect([applied, await pending()]).toEqual([[2, 3, 4], []]);
  });

  it('leaves out one that was discarded further behind, and the first holds the key', async () => {
    await deliver(1, 2, 3);
    await queue.discard(await idAt(2));
    await lanes.idle();
    expect([applied, await pending()]).toEqual([[], [[1, 'failed'], [3, 'parked']]]);
    poison.clear();
    await queue.retry(await idAt(1));
    expect([applied, await pending()]).toEqual([[1, 3], []]);
  });

  it('knows no letter that never was, nor one that was applied or discarded', async () => {
    await deliver(1);
    const first = await idAt(1);
    poison.clear();
    await queue.retry(first);
    poison.add(2);
    await deliver(2);
    const second = await idAt(2);
    await queue.discard(second);
    for (const id of ['never', first, second]) {
      await expect(queue.retry(id)).rejects.toMatchObject(notFound);
      await expect(queue.discard(id)).rejects.toMatchObject(notFound);
    }
    expect(applied).toEqual([1]);
  });

  it('applies a letter once that is asked for twice at once', async () => {
    await deliver(1, 2);
    poison.clear();
    const id = await idAt(1);
    gate.close();
    const both = Promise.allSettled([queue.retry(id), queue.retry(id)]);
    gate.reopen();
    // Either may be first to have its turn.
    const outcomes = [...(await both)].sort((one, other) => one.status.localeCompare(other.status));
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: notFound }]);
    expect([applied, await pending()]).toEqual([[1, 2], []]);
  });

  it('retries a letter that was set aside by itself', async () => {
    await letters.add(letterOf({ id: 'aside', position: 9, onFailure: 'set-aside' }));
    await deliver(1);
    await queue.retry('aside');
    expect([applied, await pending()]).toEqual([[9], [[1, 'failed']]]);
  });

  it('refuses to retry for a consumer that is not in this process, and discards for it', async () => {
    await letters.add(letterOf({ id: 'foreign', consumer: 'other' }));
    await expect(queue.retry('foreign')).rejects.toMatchObject({ code: 'consumer-not-here', consumer: 'other' });
    await queue.discard('foreign');
    expect(await pending()).toEqual([]);
  });

  it('finds all as it was when the process comes back', async () => {
    await deliver(1, 2);
    await begin();
    await deliver(3);
    poison.clear();
    await queue.retry(await idAt(1));
    expect([applied, await pending()]).toEqual([[1, 2, 3], []]);
  });

  it('lists no more than two hundred at a time', async () => {
    await Promise.all(Array.from({ length: 201 }, (_, n) => letters.add(letterOf({ id: `${n}` }))));
    const { items, nextCursor } = await queue.list({ limit: 1000 });
    expect(items).toHaveLength(200);
    expect((await queue.list({ limit: 1000, after: nextCursor ?? '' })).items).toHaveLength(1);
  });
};
