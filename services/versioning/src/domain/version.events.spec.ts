import { describe, expect, it } from '@jest/globals';
import { UnknownEvent } from '@daybook/event-sourcing';
import { oneOfEach, queued, queuedData } from '../fixtures/version.fixture.js';
import { upcastVersion } from './version.events.js';

describe('Events of a version', () => {
  it.each(oneOfEach)('$type survives being stored as JSON', (event) => {
    expect(upcastVersion(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });

  it('are all here', () => {
    expect(new Set(oneOfEach.map(({ type }) => type)).size).toBe(17);
  });

  it('fail closed when they are of an unknown type or of a later version', () => {
    expect(() => upcastVersion({ ...queued, type: 'VersionPainted' })).toThrow(UnknownEvent);
    expect(() => upcastVersion({ ...queued, schemaVersion: 3 })).toThrow(UnknownEvent);
  });

  it('of the first shape of VersionQueued do not say what was repeated', () => {
    const { retrainedFrom: _absent, ...data } = queuedData;
    expect(upcastVersion({ ...queued, schemaVersion: 1, data })).toEqual({ ...queued, data: { ...queuedData, retrainedFrom: null } });
  });
});
