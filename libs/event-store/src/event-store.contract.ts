import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendContract } from './contract/append.contract.js';
import { noted, newStream, notesOf } from './contract/contract.events.js';
import type { OpenedStore } from './contract/contract.types.js';
import { idempotencyContract } from './contract/idempotency.contract.js';
import { readContract } from './contract/read.contract.js';
import { subscribeContract } from './contract/subscribe.contract.js';
import { tombstoneContract } from './contract/tombstone.contract.js';

export type { OpenedStore } from './contract/contract.types.js';

/**
 * What every adapter of the EventStore port must do. Call it in a spec; `open` gives a log that may hold events already
 * and that nobody else writes to meanwhile.
 */
export const eventStoreContract = (name: string, open: () => Promise<OpenedStore>): void => {
  describe(`${name} keeps the contract of an event store:`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.dispose());
    const subject = () => opened.store;

    appendContract(subject);
    idempotencyContract(subject);
    readContract(subject);
    subscribeContract(subject);
    tombstoneContract(subject);
  });

  describe(`${name}, closed and opened again,`, () => {
    it('still has what was acknowledged and goes on from there', async () => {
      const { store, reopen, dispose } = await open();
      if (reopen === undefined) return dispose();
      const stream = newStream();
      const before = await store.append(stream, [noted(1)], 'no-stream');
      const again = await reopen();
      expect(await again.headPosition()).toBeGreaterThanOrEqual(before.position);
      const after = await again.append(stream, [noted(2)], 0);
      expect(after).toEqual({ revision: 1, position: expect.any(Number) });
      expect(after.position).toBeGreaterThan(before.position);
      expect(await notesOf(again.readStream(stream))).toEqual([1, 2]);
      await dispose();
    });
  });
};
