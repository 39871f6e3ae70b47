import { describe, expect, it } from '@jest/globals';
import { noted } from './contract/contract.events.js';
import type { NewEvent } from './event-store.port.js';
import { prepareAppend } from './prepared-append.js';
import { InvalidEvent } from './event-store.errors.js';

const event = noted(1);
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('An append', () => {
  it.each<[string, readonly NewEvent[], string]>([
    ['', [event], 'stream must be a name'],
    ['-notes', [event], 'stream must be a name'],
    ['notes 1', [event], 'stream must be a name'],
    ['n'.repeat(256), [event], 'stream must be a name'],
    ['notes-1', [], 'events must be at least one event'],
    ['notes-1', [event, event], 'id must be different'],
    ['notes-1', [{ ...event, id: 'no-uuid' }], 'id must be a UUID'],
    ['notes-1', [{ ...event, type: '' }], 'type must be'],
    ['notes-1', [{ ...event, type: '$deleted' }], 'type must be'],
    ['notes-1', [{ ...event, schemaVersion: 0 }], 'schemaVersion must be a whole number'],
    ['notes-1', [{ ...event, schemaVersion: 1.5 }], 'schemaVersion must be a whole number'],
    ['notes-1', [{ ...event, data: 'ü'.repeat(524_288) }], 'data must be at most 1048576 bytes of JSON, not 1048578'],
    ['notes-1', [{ ...event, data: cyclic }], 'data must be what JSON can carry'],
    ['notes-1', [{ ...event, data: { big: 1n } }], 'data must be what JSON can carry'],
    ['notes-1', [{ ...event, metadata: { ...event.metadata, reason: 'x'.repeat(70_000) } }], 'metadata must be at most 65536'],
  ])('to %j is refused when something is wrong (%#)', (stream, events, message) => {
    expect(() => prepareAppend(stream, events)).toThrow(InvalidEvent);
    expect(() => prepareAppend(stream, events)).toThrow(message);
  });

  it.each(['version-r1-1', '$system', 'n'.repeat(255), 'told-a:b@c~d_e.f'])('may go to %s', (stream) => {
    expect(prepareAppend(stream, [event])).toHaveLength(1);
  });

  it('takes data of just the greatest size', () => {
    const [prepared] = prepareAppend('notes-1', [{ ...event, data: 'x'.repeat(1_048_574) }]);
    expect(prepared?.data).toHaveLength(1_048_576);
  });

  it('is fixed from then on', () => {
    const data = { note: 1 };
    const [prepared] = prepareAppend('notes-1', [{ ...event, data }]);
    data.note = 2;
    expect(prepared?.data).toBe('{"note":1}');
  });
});
