import { describe, expect, it } from '@jest/globals';
import type { ResolvedEvent } from '@kurrent/kurrentdb-client';
import { fromPosition, positionOf, toRecorded } from './event.codec.js';

const kept = {
  streamId: 'notes-1',
  id: '6f1c1f0e-6a55-4d3b-9f5e-0d3b7d7c2a11',
  revision: 4n,
  type: 'Noted',
  data: { note: 1 },
  metadata: { schemaVersion: 2, actor: 'anna', $correlationId: 'c' },
  isJson: true,
  created: new Date(0),
  position: { commit: 70n, prepare: 60n },
};
const resolved = (change: object): ResolvedEvent => ({ event: { ...kept, ...change } }) as unknown as ResolvedEvent;

describe('An event out of KurrentDB', () => {
  it('has the commit position, and its metadata under the names of the port', () => {
    expect(toRecorded(resolved({}))).toEqual({
      id: kept.id,
      stream: 'notes-1',
      revision: 4,
      position: 70,
      type: 'Noted',
      schemaVersion: 2,
      data: { note: 1 },
      recordedAt: '1970-01-01T00:00:00.000Z',
      metadata: { actor: 'anna', correlationId: 'c' },
    });
  });

  it.each([[undefined], [new Uint8Array([1, 2])], ['text'], [{ anything: 1 }]])('that others wrote with metadata %p can be read', (metadata) => {
    expect(toRecorded(resolved({ metadata }))).toMatchObject({ schemaVersion: 1, metadata: { actor: 'unknown', correlationId: kept.id } });
  });

  it('that deletes its stream stands above all its revisions', () => {
    const deleted = toRecorded(resolved({ type: '$streamDeleted', revision: 2n ** 63n - 1n, data: new Uint8Array(), metadata: undefined }));
    expect(deleted).toMatchObject({ type: '$deleted', revision: Number.MAX_SAFE_INTEGER, data: {}, schemaVersion: 1 });
  });

  it('that is a link to nothing is none', () => {
    expect(toRecorded({})).toBeNull();
  });

  it('whose position or revision cannot be counted is refused, not rounded', () => {
    expect(() => positionOf({ commit: 2n ** 53n, prepare: 0n })).toThrow('9007199254740992 is beyond');
    expect(() => toRecorded(resolved({ revision: 2n ** 53n }))).toThrow('beyond');
    expect(() => positionOf(undefined)).toThrow('beyond');
  });

  it('is asked for above a position; 0 is an empty log', () => {
    expect(fromPosition(0)).toBe('start');
    expect(fromPosition(7)).toEqual({ commit: 7n, prepare: 7n });
  });
});
