import { describe, expect, it } from '@jest/globals';
import { AppendTooLarge, EventStoreUnavailable, StreamDeleted } from '../event-store.errors.js';
import { appendFailureOf } from './append.failure.js';
import { DeadlinePassed } from './deadline.js';

const of = (error: unknown) => appendFailureOf('notes-1', error);

describe('A failed append', () => {
  it.each([
    { code: 14, message: '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1' },
    { type: 'unavailable', code: 14, message: '14 UNAVAILABLE: Name resolution failed for target dns:log:2113' },
    { type: 'unknown', message: 'Could not recognize Server Is Not Ready' },
    { type: 'unavailable', message: 'Server Is Too Busy' },
  ])('has not reached the log: %j', (error) => {
    expect(of(error)).toEqual({ kind: 'refused', reason: error.message });
  });

  it.each([
    { type: 'unavailable', code: 14, message: '14 UNAVAILABLE: Connection dropped' },
    { type: 'deadline-exceeded', message: '' },
    { type: 'timeout', code: 10, message: '10 ABORTED: Operation timed out: Prepare phase timeout.' },
    { type: 'cancelled', message: 'Cancelled on client' },
    { type: 'not-leader', message: 'Leader info available' },
    { type: 'unknown', message: 'Could not recognize anything' },
    new Error('write after end'),
    new DeadlinePassed(5),
    'a string',
    null,
  ])('may have reached the log: %j', (error) => {
    expect(of(error)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    [3n, 3],
    ['no_stream', null],
    [-1n, null],
  ])('at a wrong revision says which one there is: %p', (actualState, actual) => {
    expect(of({ type: 'wrong-expected-version', message: '', actualState })).toEqual({ kind: 'conflict', actual });
  });

  it.each([
    [StreamDeleted, { type: 'stream-deleted' }],
    [StreamDeleted, { type: 'stream-tombstoned' }],
    [StreamDeleted, { type: 'wrong-expected-version', actualState: 9223372036854775807n }],
    [AppendTooLarge, { type: 'maximum-append-size-exceeded', maxAppendSize: 7 }],
    [AppendTooLarge, { type: 'append-record-size-exceeded', maxSize: 7 }],
    [AppendTooLarge, { type: 'unknown', message: 'Could not recognize Maximum Append Event Size of 7 Exceeded' }],
    [AppendTooLarge, { type: 'unknown', code: 8, message: '8 RESOURCE_EXHAUSTED: Received message larger than max (7 vs 6)' }],
    [EventStoreUnavailable, { type: 'access-denied' }],
    [EventStoreUnavailable, { type: 'unknown', code: 3, message: 'bad' }],
  ])('that no retry can change is %p', (expected, error) => {
    expect(of(error)).toEqual({ kind: 'final', error: expect.any(expected) });
  });
});
