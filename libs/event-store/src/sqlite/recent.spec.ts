import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Recorded } from '@daybook/event-sourcing';
import { streamDeleted } from '../stream-deleted.js';
import { RecentStreams } from './recent.streams.js';
import { RecentTail } from './recent.tail.js';

type Step = Readonly<{ stream: string; characters: number; deletes: boolean; reads: boolean }>;
const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.constantFrom('a-1', 'a-2', 'b-1', 'b-2'),
  characters: fc.integer({ min: 1, max: 40 }),
  deletes: fc.integer({ min: 0, max: 20 }).map((number) => number === 0),
  reads: fc.boolean(),
});
const steps = fc.array(step, { maxLength: 60 });

/** The log that these steps write, with the characters of each event. */
const logOf = (taken: readonly Step[]): readonly (readonly [Recorded, number, Step])[] => {
  const revisions = new Map<string, number>();
  const ended = new Set<string>();
  return taken
    .filter(({ stream, deletes }) => !ended.has(stream) && (!deletes || ended.add(stream)))
    .map((one, index) => {
      const revision = (revisions.get(one.stream) ?? -1) + 1;
      revisions.set(one.stream, revision);
      const type = one.deletes ? streamDeleted : 'Noted';
      return [{ stream: one.stream, revision, position: index + 1, type } as Recorded, one.characters, one];
    });
};
const limits = { mostEvents: 6, mostCharacters: 120 };

describe('The tail of a log', () => {
  it('gives what the log has, or says that it does not reach back so far', () => {
    const range = fc.record({ from: fc.integer({ min: 1, max: 62 }), length: fc.integer({ min: 0, max: 30 }), limit: fc.integer({ min: 1, max: 8 }) });
    const prefixes = fc.subarray(['a-', 'b-2']);
    fc.assert(
      fc.property(steps, range, prefixes, (taken, { from, length, limit }, wanted) => {
        const tail = new RecentTail(limits);
        const added = logOf(taken);
        const log = added.map(([event, characters]) => (tail.add(event, characters), event));
        const to = Math.min(log.length, from + length);
        const page = tail.page({ from, to }, wanted, 'forwards', limit);
        const inside = log.filter(({ position, stream }) => position >= from && position <= to && (wanted.length === 0 || wanted.some((prefix) => stream.startsWith(prefix))));
        if (page !== null) expect(page).toEqual({ events: inside.slice(0, limit), full: inside.length >= limit });
        // It forgets only what does not fit.
        const asked = added.slice(from - 1);
        const fits = asked.length <= limits.mostEvents && asked.reduce((sum, [, characters]) => sum + characters, 0) <= limits.mostCharacters;
        if (asked.length > 0 && fits) expect(page).not.toBeNull();
      }),
    );
  });

  it('keeps the last ones, however long it goes on', () => {
    const tail = new RecentTail(limits);
    const log = logOf(Array.from({ length: 500 }, () => ({ stream: 'a-1', characters: 1, deletes: false, reads: false })));
    for (const [event, characters] of log) tail.add(event, characters);
    expect(tail.page({ from: 495, to: 500 }, [], 'forwards', 100)?.events.map(({ position }) => position)).toEqual([495, 496, 497, 498, 499, 500]);
    expect(tail.page({ from: 400, to: 500 }, [], 'forwards', 100)).toBeNull();
  });
});

describe('Streams that were read or written lately', () => {
  it('are whole, or not there', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 8 }), (taken, revision) => {
        const streams = new RecentStreams(limits);
        const written: Recorded[] = [];
        const eventsOf = (stream: string): readonly Recorded[] => written.filter((event) => event.stream === stream);
        for (const [event, characters, { reads }] of logOf(taken)) {
          written.push(event);
          streams.add(event, characters);
          // As a reader does that found it in the file, and found what is not there yet.
          if (!reads) continue;
          streams.remember(event.stream, eventsOf(event.stream), characters);
          for (const stream of ['a-2', 'b-2']) if (eventsOf(stream).length === 0) streams.remember(stream, [], 0);
        }
        for (const stream of ['a-1', 'a-2', 'b-1', 'b-2']) {
          const known = streams.from(stream, revision);
          if (known !== undefined) expect(known).toEqual(eventsOf(stream).filter((event) => event.revision >= revision));
          if (eventsOf(stream).at(-1)?.type === streamDeleted) expect(known).toBeUndefined();
        }
      }),
    );
  });

  it('are kept when they are short and the latest', () => {
    const streams = new RecentStreams(limits);
    // With the three characters of each name just what may be kept.
    const log = logOf([28, 29, 27, 27].map((characters, index) => ({ stream: ['a-1', 'a-1', 'a-2', 'b-1'][index] ?? '', characters, deletes: false, reads: false })));
    for (const [event, characters] of log) streams.add(event, characters);
    expect(streams.from('a-1', 1)).toHaveLength(1);
    const [more] = logOf([{ stream: 'b-2', characters: 27, deletes: false, reads: false }]);
    if (more !== undefined) streams.add(more[0], more[1]);
    // Read last but one.
    expect(streams.from('a-1', 0)).toHaveLength(2);
    expect(streams.from('a-2', 0)).toBeUndefined();
  });

  it('are known to be absent until they begin', () => {
    const streams = new RecentStreams(limits);
    expect(streams.from('a-1', 0)).toBeUndefined();
    streams.remember('a-1', [], 0);
    expect(streams.from('a-1', 0)).toEqual([]);
    const [first] = logOf([{ stream: 'a-1', characters: 1, deletes: false, reads: false }]);
    if (first !== undefined) streams.add(first[0], first[1]);
    expect(streams.from('a-1', 0)).toHaveLength(1);
  });
});
