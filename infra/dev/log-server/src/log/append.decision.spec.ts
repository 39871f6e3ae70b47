import { describe, expect, it } from '@jest/globals';
import type { ExpectedRevision } from '@daybook/event-store';
import { decideAppend, type AppendQuestion } from './append.decision.js';
import type { StreamState } from './stream-index.js';

const absent: StreamState = { last: -1, tombstoned: false, softDeleted: false, hasMetadata: false, readableFrom: 0, maxAgeMs: Infinity };
const ofThree: StreamState = { ...absent, last: 2 };
const softDeleted: StreamState = { ...ofThree, softDeleted: true, hasMetadata: true };
const tombstoned: StreamState = { ...ofThree, tombstoned: true };

const decide = (state: StreamState, expected: ExpectedRevision, known: Partial<AppendQuestion> = {}) =>
  decideAppend({ expected, state, ids: ['x', 'y'], recent: () => undefined, idsInPlace: [], ...known });
const recentAt = (places: Readonly<Record<string, number>>) => (id: string) => places[id];

describe('An append with an expected revision', () => {
  it.each([
    ['is written where the stream ends', ofThree, 2, [], 'write'],
    ['is written where no stream is expected and none is', absent, 'no-stream', [], 'write'],
    ['is refused below the end', ofThree, 1, ['c'], 'wrong-expected-version'],
    ['is refused beyond the end', ofThree, 3, [], 'wrong-expected-version'],
    ['is refused where no stream is expected', ofThree, 'no-stream', ['a', 'b'], 'wrong-expected-version'],
    ['is refused when only half of its ids are in place', ofThree, 0, ['x', 'c'], 'wrong-expected-version'],
    ['is refused when its ids go on beyond those in place', ofThree, 1, ['x'], 'wrong-expected-version'],
    ['goes on with a deleted stream where none is expected', softDeleted, 'no-stream', ['a', 'b'], 'write'],
    ['goes on with a deleted stream at its last revision', softDeleted, 2, [], 'write'],
    ['is refused at an earlier revision of a deleted stream', softDeleted, 0, ['b', 'c'], 'wrong-expected-version'],
    ['is refused when it repeats half of what a deleted stream had', softDeleted, 'no-stream', ['x', 'b'], 'wrong-expected-version'],
    ['never goes on with a tombstoned stream', tombstoned, 2, [], 'deleted'],
  ] as const)('%s', (_what, state, expected, idsInPlace, outcome) => {
    expect(decide(state, expected, { idsInPlace })).toEqual({ outcome });
  });

  it('was written before when all its ids are in place', () => {
    expect(decide(ofThree, 0, { idsInPlace: ['x', 'y'] })).toEqual({ outcome: 'written', revision: 2 });
    expect(decide(softDeleted, 'no-stream', { idsInPlace: ['x', 'y'] })).toEqual({ outcome: 'written', revision: 1 });
  });

  it('cares for the end only when it has no events', () => {
    expect(decide(ofThree, 2, { ids: [] })).toEqual({ outcome: 'write' });
    expect(decide(ofThree, 1, { ids: [] })).toEqual({ outcome: 'wrong-expected-version' });
    expect(decide(softDeleted, 'no-stream', { ids: [] })).toEqual({ outcome: 'write' });
  });
});

describe('An append without an expected revision', () => {
  it.each([
    ['is written to any stream', absent, 'any', {}, { outcome: 'write' }],
    ['is written to a stream that must exist and does', ofThree, 'stream-exists', {}, { outcome: 'write' }],
    ['is written where only metadata exists', { ...absent, hasMetadata: true }, 'stream-exists', {}, { outcome: 'write' }],
    ['is refused where the stream must exist and does not', absent, 'stream-exists', {}, { outcome: 'wrong-expected-version' }],
    ['is refused where the stream must exist and was deleted', softDeleted, 'stream-exists', {}, { outcome: 'deleted' }],
    ['goes on with a deleted stream', softDeleted, 'any', {}, { outcome: 'write' }],
    ['never goes on with a tombstoned stream', tombstoned, 'any', {}, { outcome: 'deleted' }],
    ['was written before when all its ids are known', ofThree, 'any', { x: 1, y: 2 }, { outcome: 'written', revision: 2 }],
    ['is refused when the last of its ids is unknown', ofThree, 'any', { x: 1 }, { outcome: 'wrong-expected-version' }],
    ['is another one when the first of its ids is unknown', ofThree, 'stream-exists', { y: 2 }, { outcome: 'write' }],
  ] as const)('%s', (_what, state, expected, places, decision) => {
    expect(decide(state, expected, { recent: recentAt(places) })).toEqual(decision);
  });

  it('is refused when one in its middle is unknown', () => {
    expect(decide(ofThree, 'any', { ids: ['x', 'z', 'y'], recent: recentAt({ x: 1, y: 2 }) })).toEqual({ outcome: 'wrong-expected-version' });
  });
});
