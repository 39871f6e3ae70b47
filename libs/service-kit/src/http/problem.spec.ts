import { describe, expect, it } from '@jest/globals';
import { problemOf, statusOf } from './problem.js';

describe('the status of a code', () => {
  it.each([
    ['invalid-request', 400],
    ['repository-not-found', 404],
    ['anything-at-all-not-found', 404],
    ['illegal-transition', 409],
    ['repository-name-taken', 409],
    ['stream-deleted', 410],
    ['precondition-failed', 412],
    ['artifact-too-large', 413],
    ['append-too-large', 413],
    ['position-out-of-range', 500],
    ['position-unknown', 400],
    ['invalid-table', 422],
    ['idempotency-key-reused', 422],
    ['relative-version-with-key', 422],
    ['a-rule-of-tomorrow', 422],
    ['projection-elsewhere', 409],
    ['rebuild-in-progress', 409],
    ['view-behind', 503],
    ['views-unavailable', 503],
    ['dead-letters-unavailable', 503],
    ['mongodb-unavailable', 503],
    ['malformed-record', 422],
    ['event-store-unavailable', 503],
    ['append-outcome-unknown', 504],
    ['artifact-store-full', 507],
    ['artifact-store-unavailable', 503],
    ['artifact-store-refused', 500],
  ])('%s is %i', (code, status) => {
    expect(statusOf(code)).toBe(status);
  });
});

describe('a problem', () => {
  it('is named by its code, and carries what the code brings', () => {
    expect(problemOf('view-behind', 503, 'ask again', { wanted: 7 })).toEqual({
      type: 'urn:daybook:problem:view-behind',
      title: 'view behind',
      status: 503,
      detail: 'ask again',
      code: 'view-behind',
      wanted: 7,
    });
  });
});
