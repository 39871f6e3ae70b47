import { describe, expect, it } from '@jest/globals';
import pb, { type ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { positionOf, toClientEvent, toRecorded } from './event.codec.js';
import { eventMessage, type FakeEvent } from './fixtures/fake.messages.js';

const kept: FakeEvent = {
  id: '6f1c1f0e-6a55-4d3b-9f5e-0d3b7d7c2a11',
  stream: 'notes-1',
  revision: 4,
  position: 70,
  type: 'Noted',
  data: '{"note":"東京"}',
  metadata: '{"schemaVersion":2,"actor":"anna","$correlationId":"c"}',
};
const resolved = (change: Partial<FakeEvent> = {}): ReadResp.ReadEvent => eventMessage({ ...kept, ...change }).getEvent() ?? new pb.ReadResp.ReadEvent();

describe('An event out of KurrentDB', () => {
  it('is as it was, and its metadata has the names of the port; its time is exact to the millisecond', () => {
    const event = resolved();
    event.getEvent()?.getMetadataMap().set('created', '17000000001234567');
    expect(toRecorded(event)).toEqual({
      id: kept.id,
      stream: 'notes-1',
      revision: 4,
      position: 70,
      type: 'Noted',
      schemaVersion: 2,
      data: { note: '東京' },
      recordedAt: '2023-11-14T22:13:20.123Z',
      metadata: { actor: 'anna', correlationId: 'c' },
    });
  });

  it.each(['', '\u0001\u0002', '"text"', 'null', '{"anything":1}'])('that others wrote with metadata %j can be read', (metadata) => {
    expect(toRecorded(resolved({ metadata }))).toMatchObject({ schemaVersion: 1, metadata: { actor: 'unknown', correlationId: kept.id } });
  });

  it('that is no JSON has no data, and stops nobody', () => {
    expect(toRecorded(resolved({ data: '{"half' }))).toMatchObject({ data: null });
    const binary = resolved();
    binary.getEvent()?.getMetadataMap().set('content-type', 'application/octet-stream');
    expect(toRecorded(binary)).toMatchObject({ data: null });
  });

  it('that deletes its stream stands above all its revisions', () => {
    const deleted = resolved({ type: '$streamDeleted', data: '', metadata: '' });
    deleted.getEvent()?.setStreamRevision('9223372036854775807');
    expect(toRecorded(deleted)).toMatchObject({ type: '$deleted', revision: Number.MAX_SAFE_INTEGER, data: {}, schemaVersion: 1 });
  });

  it('that is a link to nothing is none', () => {
    expect(toRecorded(new pb.ReadResp.ReadEvent())).toBeNull();
  });

  it('whose position or revision cannot be counted is refused, not rounded', () => {
    const beyond = resolved();
    beyond.getEvent()?.setCommitPosition('9007199254740992');
    expect(() => toRecorded(beyond)).toThrow('9007199254740992 is beyond');
    expect(() => positionOf({ commit: 2n ** 53n, prepare: 0n })).toThrow('beyond');
    expect(() => positionOf(undefined)).toThrow('beyond');
  });
});

describe('An event for KurrentDB', () => {
  it('comes back as it went in', () => {
    const metadata = { actor: 'anna', reason: 'why', correlationId: 'c', causationId: 'd', commandId: 'e', traceparent: 'f' };
    const event = { id: kept.id, type: 'Noted', schemaVersion: 3, data: '{"note":1}', metadata: JSON.stringify(metadata) };
    const sent = toClientEvent(event);
    const there = resolved({ data: JSON.stringify(sent.data), metadata: Buffer.from(sent.metadata as Uint8Array).toString() });
    expect(toRecorded(there)).toMatchObject({ id: kept.id, type: 'Noted', schemaVersion: 3, data: { note: 1 }, metadata });
  });
});
