import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listOf, noted } from '../contract/contract.events.js';
import type { AppendResult, ExpectedRevision } from '../event-store.port.js';
import { LogModel } from '../fixtures/log.model.js';
import { SqliteEventStore } from './sqlite-event-store.js';

type Step = Readonly<{ stream: string; ids: readonly string[]; expected: ExpectedRevision; deletes: boolean }>;

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const expectedRevision = fc.oneof(
  fc.constantFrom<ExpectedRevision>('any', 'no-stream', 'stream-exists'),
  fc.integer({ min: 0, max: 5 }),
);
/** Few streams and few ids in runs, so that conflicts, retries and half-known appends are common. */
const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.constantFrom('a-1', 'a-2', 'b-1'),
  ids: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 3 })).map(([first, count]) => Array.from({ length: count }, (_, index) => idOf(first + index))),
  expected: expectedRevision,
  deletes: fc.integer({ min: 0, max: 30 }).map((number) => number === 0),
});

const carryOut = (store: SqliteEventStore, { stream, ids, expected, deletes }: Step): Promise<AppendResult | string> => {
  const answer = deletes ? store.tombstone(stream, expected) : store.append(stream, ids.map((id) => noted(id, id)), expected);
  return answer.catch((error: { code: string }) => error.code);
};

describe('A log', () => {
  it('answers as its model does, whatever is asked and however much of it at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { maxLength: 12 }), async (groups) => {
        const store = SqliteEventStore.open(':memory:');
        const model = new LogModel();
        for (const group of groups) {
          const answers = await Promise.all(group.map((one) => carryOut(store, one)));
          const expected = group.map(({ stream, ids, expected: revision, deletes }) =>
            deletes ? model.tombstone(stream, revision) : model.append(stream, ids, revision),
          );
          expect(answers).toEqual(expected);
        }
        const log = await listOf(store.readAll());
        expect(log.map(({ stream, position }) => [stream, position])).toEqual(model.log.map(({ stream }, index) => [stream, index + 1]));
        for (const stream of ['a-1', 'a-2', 'b-1']) {
          expect((await listOf(store.readStream(stream))).map(({ id }) => id)).toEqual(model.stream(stream));
        }
        await store.close();
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same events in windows, pages and filters as in one piece', async () => {
    const store = SqliteEventStore.open(':memory:');
    const names = ['left', 'right', 'rare'];
    // More than one window of positions, with hardly any event of `rare`.
    for (let block = 0; block < 12; block += 1) {
      const stream = block === 7 ? 'rare-1' : `${names[block % 2]}-${block}`;
      await store.append(stream, Array.from({ length: 1000 }, (_, index) => noted(index)), 'no-stream');
    }
    const all = await listOf(store.readAll());
    const options = fc.record({
      streamPrefixes: fc.subarray(names),
      after: fc.integer({ min: 0, max: 12_001 }),
      direction: fc.constantFrom('forwards' as const, 'backwards' as const),
      limit: fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 3000 })),
    });
    await fc.assert(
      fc.asyncProperty(options, async ({ streamPrefixes, after, direction, limit }) => {
        const inside = all.filter(
          ({ position, stream }) =>
            (direction === 'forwards' ? position > after : position < after) &&
            (streamPrefixes.length === 0 || streamPrefixes.some((prefix) => stream.startsWith(prefix))),
        );
        const expected = (direction === 'forwards' ? inside : inside.toReversed()).slice(0, limit);
        const read = await listOf(store.readAll({ streamPrefixes, after, direction, limit }));
        expect(read.map(({ position }) => position)).toEqual(expected.map(({ position }) => position));
      }),
      { numRuns: 25 },
    );
    await store.close();
  });

  it('hands out large events in pages that fit in memory', async () => {
    const store = SqliteEventStore.open(':memory:');
    const large = 'x'.repeat(1_000_000);
    for (let index = 0; index < 12; index += 1) await store.append('large-1', [noted(large)], 'any');
    const sizes: number[] = [];
    for await (const { events, caughtUp } of store.subscribe({ after: 0, signal: new AbortController().signal })) {
      sizes.push(events.length);
      if (caughtUp) break;
    }
    expect(sizes).toEqual([5, 5, 2]);
    expect(await listOf(store.readStream('large-1', { direction: 'backwards' }))).toHaveLength(12);
    expect(await listOf(store.readAll())).toHaveLength(12);
    await store.close();
  });
});
