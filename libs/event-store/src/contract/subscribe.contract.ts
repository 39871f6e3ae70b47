import { describe, expect, it } from '@jest/globals';
import type { SubscribeOptions, SubscriptionBatch } from '../event-store.port.js';
import { batchesUntil, deliveredUpTo, listOf, newStream, noteOf, notes } from './contract.events.js';
import type { Subject } from './contract.types.js';

/** Subscriptions: every event once and in order from any position, across the border between catching up and live. */
export const subscribeContract = (subject: Subject): void => {
  const withSubscription = async <T>(
    options: Omit<SubscribeOptions, 'signal'>,
    use: (batches: AsyncIterable<SubscriptionBatch>, abort: () => void) => Promise<T>,
  ): Promise<T> => {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    return use(subject().subscribe({ ...options, signal: controller.signal }), abort).finally(abort);
  };

  describe('a subscription', () => {
    it.each([0, 1, 4, 9, 10])('%i events into a prefix delivers the rest, in bounded batches', async (skipped) => {
      const stream = newStream('part');
      const before = await subject().headPosition();
      await subject().append(stream, notes(...Array(10).keys()), 'no-stream');
      const events = await listOf(subject().readStream(stream));
      const after = skipped === 0 ? before : (events[skipped - 1]?.position ?? 0);
      const head = await subject().headPosition();
      await withSubscription({ after, streamPrefixes: [stream], maxBatchSize: 3 }, async (batches) => {
        const seen = await batchesUntil(batches, ({ caughtUp }) => caughtUp);
        expect(seen.flatMap((batch) => batch.events)).toEqual(events.slice(skipped));
        expect(Math.max(...seen.map((batch) => batch.events.length))).toBeLessThanOrEqual(3);
        expect(seen.at(-1)?.position).toBe(head);
      });
    });

    it('says that it has caught up when its last batch is just full', async () => {
      const stream = newStream();
      const after = await subject().headPosition();
      const { position } = await subject().append(stream, notes(1, 2, 3, 4), 'no-stream');
      await withSubscription({ after, maxBatchSize: 2 }, async (batches) => {
        const seen = await batchesUntil(batches, ({ caughtUp }) => caughtUp);
        expect(seen.at(-1)?.position).toBe(position);
        expect(seen.filter(({ caughtUp }) => caughtUp)).toHaveLength(1);
      });
    });

    it('at the head says so at once, before anything happens', async () => {
      const after = await subject().headPosition();
      await withSubscription({ after }, async (batches) => {
        const [first] = await batchesUntil(batches, () => true);
        expect(first).toEqual({ events: [], position: after, caughtUp: true });
      });
    });

    it('moves its position over events that it does not deliver', async () => {
      const stream = newStream('quiet');
      const after = await subject().headPosition();
      const { position } = await subject().append(newStream('loud'), notes(1, 2, 3), 'no-stream');
      await withSubscription({ after, streamPrefixes: [stream] }, async (batches) => {
        expect(await deliveredUpTo(batches, position)).toEqual([]);
      });
    });

    it('follows what is appended after it caught up', async () => {
      const stream = newStream();
      const after = await subject().headPosition();
      await withSubscription({ after, streamPrefixes: [stream] }, async (batches) => {
        const iterator = batches[Symbol.asyncIterator]();
        await iterator.next();
        const next = iterator.next();
        const { position } = await subject().append(stream, notes('live'), 'no-stream');
        const { value } = (await next) as IteratorYieldResult<SubscriptionBatch>;
        expect(value).toMatchObject({ position, caughtUp: true });
        expect(value.events.map(noteOf)).toEqual(['live']);
      });
    });

    it('has no gap and no duplicate while many append', async () => {
      const prefix = newStream('busy');
      const streams = Array.from({ length: 6 }, (_, index) => `${prefix}.${index}`);
      const begin = await subject().headPosition();
      const write = async (stream: string): Promise<void> => {
        for (let round = 0; round < 40; round += 1) {
          await subject().append(stream, notes(`${stream} ${round}`), round === 0 ? 'no-stream' : round - 1);
        }
      };
      const writing = Promise.all([...streams.map(write), ...streams.map(() => write(newStream('noise')))]);
      const readers = Array.from({ length: 4 }, async (_, reader) => {
        // Each begins at another time, at the beginning or where the log is by then.
        for (let wait = 0; wait < reader * 10; wait += 1) await subject().headPosition();
        return withSubscription({ after: begin, streamPrefixes: [prefix], maxBatchSize: 7 }, async (batches) => {
          let seen = 0;
          const all = await batchesUntil(batches, ({ events }) => (seen += events.length) >= 240);
          return all.flatMap(({ events }) => events);
        });
      });
      const delivered = await Promise.all(readers);
      await writing;
      const expected = await listOf(subject().readAll({ after: begin, streamPrefixes: [prefix] }));
      expect(expected).toHaveLength(240);
      for (const events of delivered) expect(events).toEqual(expected);
    });

    it('waits for a slow reader, who appends meanwhile, and loses nothing', async () => {
      const stream = newStream();
      const after = await subject().headPosition();
      let { revision } = await subject().append(stream, notes(0, 1, 2, 3, 4), 'no-stream');
      await withSubscription({ after, streamPrefixes: [stream], maxBatchSize: 2 }, async (batches) => {
        const seen: unknown[] = [];
        for await (const { events } of batches) {
          seen.push(...events.map(noteOf));
          if (seen.length >= 20) break;
          ({ revision } = await subject().append(stream, notes(revision + 1, revision + 2), revision));
        }
        expect(seen).toEqual([...seen.keys()]);
      });
    });

    it('ends when its signal aborts, also while it waits', async () => {
      const after = await subject().headPosition();
      await withSubscription({ after }, async (batches, abort) => {
        const iterator = batches[Symbol.asyncIterator]();
        await iterator.next();
        const next = iterator.next();
        abort();
        expect(await next).toEqual({ value: undefined, done: true });
      });
    });

    it('with an aborted signal gives nothing', async () => {
      expect(await listOf(subject().subscribe({ after: 0, signal: AbortSignal.abort() }))).toEqual([]);
    });
  });
};
