import { describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { soleProcessTurns } from '../embedded/sole-process.turns.js';
import type { ConsumedMessage } from './consumed-message.types.js';
import type { AppliedPosition, ConsumerOffsets } from './consumer-offsets.port.js';
import type { DeadLetters } from './dead-letters.port.js';
import { GuardedDelivery } from './guarded-delivery.js';
import { IdempotentConsumer } from './idempotent-consumer.js';
import { PauseGate } from './pause-gate.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const policy = { tries: 1, firstDelayMs: 0, maxDelayMs: 0, tryMs: 60_000, waitOut: {} };
const { signal } = new AbortController();

const message = (key: string, position: number): ConsumedMessage & { position: number } => ({
  id: `${key}${position}`,
  kind: 'fact',
  type: 't',
  topic: 'versions',
  key,
  position,
  payload: {},
  onFailure: 'hold',
});

/** A store that is as slow as the test likes: every save waits for its end. */
class SlowOffsets implements ConsumerOffsets {
  readonly saves: { readonly keys: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  private readonly positions = new Map<string, number>();

  checkpoint = async (): Promise<number> => 0;
  lastPosition = async (_consumer: string, _topic: string, key: string): Promise<number> => this.positions.get(key) ?? 0;

  save(_consumer: string, _checkpoint: number, applied: readonly AppliedPosition[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error): void => {
        if (error !== undefined) return reject(error);
        for (const { key, position } of applied) this.positions.set(key, Math.max(position, this.positions.get(key) ?? 0));
        resolve();
      };
      this.saves.push({ keys: applied.map(({ key }) => key), end });
    });
  }
}

const begin = () => {
  const applied: string[] = [];
  const offsets = new SlowOffsets();
  const gate = new PauseGate();
  const handle = async ({ id }: ConsumedMessage): Promise<void> => {
    await gate.pass();
    applied.push(id);
  };
  const delivery = new GuardedDelivery({ consumer: 'c', kind: 'fact', handle, deadLetters: {} as DeadLetters, turns: soleProcessTurns, policy, logger: silent });
  return { applied, offsets, gate, consumer: new IdempotentConsumer('c', delivery, offsets) };
};
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the idempotent consumer, when it gets a key back that others have gone on with', () => {
  const elsewhere: AppliedPosition[] = [{ topic: 'versions', key: 'a', position: 9 }];

  it('goes by the store again and not by what it has applied itself', async () => {
    const { applied, offsets, consumer } = begin();
    await consumer.receive(message('a', 1), signal);
    const saved = offsets.save('c', 0, elsewhere);
    offsets.saves[0]?.end();
    await saved;
    const begun = consumer.begin();
    await soon();
    offsets.saves[1]?.end();
    await begun;
    expect(await consumer.receive(message('a', 5), signal)).toBe('duplicate');
    expect(applied).toEqual(['a1']);
  });

  it('learns nothing from a handler that ends after that', async () => {
    const { offsets, consumer, gate } = begin();
    gate.close();
    const late = consumer.receive(message('a', 1), signal);
    await soon();
    const begun = consumer.begin();
    await soon();
    offsets.saves[0]?.end();
    await begun;
    const saved = offsets.save('c', 0, elsewhere);
    offsets.saves[1]?.end();
    gate.reopen();
    await Promise.all([late, saved]);
    expect(await consumer.receive(message('a', 5), signal)).toBe('duplicate');
  });
});

describe('the idempotent consumer, when partitions end their batches at the same time', () => {
  it('does not take a save for done while the one before it, which carries the positions, is not', async () => {
    const { offsets, consumer } = begin();
    await consumer.receive(message('a', 1), signal);
    const first = consumer.save(0);
    let isDone = false;
    const second = consumer.save(0).then(() => (isDone = true));
    await soon();
    expect(isDone).toBe(false);
    expect(offsets.saves.map(({ keys }) => keys)).toEqual([['a']]);
    offsets.saves[0]?.end();
    await first;
    await soon();
    offsets.saves[1]?.end();
    await second;
  });

  it('forgets no position when one of the saves fails, so that a repetition is still a duplicate', async () => {
    const { applied, offsets, consumer } = begin();
    await consumer.receive(message('a', 1), signal);
    const first = consumer.save(0);
    const second = consumer.save(0);
    await soon();
    offsets.saves[0]?.end(new Error('the store is away'));
    await expect(first).rejects.toThrow('the store is away');
    await soon();
    expect(offsets.saves[1]?.keys).toEqual(['a']);
    offsets.saves[1]?.end();
    await second;
    expect(await consumer.receive(message('a', 1), signal)).toBe('duplicate');
    expect(applied).toEqual(['a1']);
  });

  it('knows the position of a key while it is being saved', async () => {
    const { applied, offsets, consumer } = begin();
    await consumer.receive(message('a', 1), signal);
    const saves = [consumer.save(0), consumer.save(0)];
    await soon();
    expect(await consumer.receive(message('a', 1), signal)).toBe('duplicate');
    offsets.saves[0]?.end();
    await soon();
    offsets.saves[1]?.end();
    await Promise.all(saves);
    expect(applied).toEqual(['a1']);
  });
});
