import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidRequest } from '../log/event-log.errors.js';
import { streamIdentifierOf, streamNameOf, uuidMessage, uuidOf } from './identifiers.js';
import { shared } from './messages.js';

describe('Identifiers on the wire', () => {
  it('carry any UUID, as text and in two signed halves', () => {
    fc.assert(fc.property(fc.uuid(), fc.boolean(), (uuid, structured) => {
      expect(uuidOf(shared.UUID.deserializeBinary(uuidMessage(uuid, structured).serializeBinary()))).toBe(uuid);
    }));
  });

  it('have the halves that the vendor\'s clients expect', () => {
    const structured = uuidMessage('ffffffff-ffff-fffe-8000-000000000001', true).getStructured();
    expect(structured?.getMostSignificantBits()).toBe('-2');
    expect(structured?.getLeastSignificantBits()).toBe('-9223372036854775807');
  });

  it('carry any name', () => {
    for (const name of ['notes-1', 'späße/ 1', '😀']) expect(streamNameOf(streamIdentifierOf(name))).toBe(name);
  });

  it('are refused when they are missing or malformed', () => {
    expect(() => uuidOf(undefined)).toThrow(InvalidRequest);
    expect(() => uuidOf(new shared.UUID().setString('none'))).toThrow('not a UUID');
    expect(() => streamNameOf(undefined)).toThrow('required');
    expect(() => streamNameOf(new shared.StreamIdentifier().setStreamName(new Uint8Array([0xff])))).toThrow('UTF-8');
  });
});
