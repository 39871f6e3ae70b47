import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@daybook/event-sourcing';
import { notes } from './fixtures/notes.fixture.js';
import { factTranslator, publishedStreams, type AnyPublishing } from './translate.js';

const recorded = (type: string, stream = 'repository-a'): Recorded => ({
  type,
  schemaVersion: 1,
  data: { repositoryId: 'a', name: 'n' },
  id: 'e1',
  stream,
  revision: 3,
  position: 7,
  recordedAt: '2026-01-02T03:04:05.000Z',
  metadata: { actor: 'anna', reason: 'because', correlationId: 'c1', causationId: 'k1', commandId: 'secret' },
});

describe('translating the log into facts', () => {
  const translate = factTranslator(notes);

  it('carries who, why and where, but not the command', () => {
    expect(translate(recorded('RepositoryCreated'))).toEqual({
      id: 'e1',
      type: 'daybook.repository.created.v1',
      topic: 'repositories',
      key: 'a',
      subject: 'repository-a',
      time: '2026-01-02T03:04:05.000Z',
      position: 7,
      revision: 3,
      actor: 'anna',
      reason: 'because',
      correlationId: 'c1',
      causationId: 'k1',
      data: { repositoryId: 'a', name: 'n', description: '', at: '2026-01-01T00:00:00.000Z' },
    });
  });

  it.each([
    ['a private event', recorded('RepositoryTouched')],
    ['a system event', recorded('$deleted')],
    ['an event of a stream that nobody publishes', recorded('RepositoryCreated', 'known-repository-a')],
  ])('makes no fact of %s', (_what, event) => expect(translate(event)).toBeNull());

  it('fails closed on an own event that is unknown, or whose version is', () => {
    expect(() => translate(recorded('Unheard'))).toThrow('event type Unheard is unknown');
    expect(() => translate({ ...recorded('RepositoryCreated'), schemaVersion: 2 })).toThrow('this code knows up to 1');
    expect(() => translate(recorded('toString'))).toThrow('event type toString is unknown');
  });

  it('prefers the longer prefix of the stream', () => {
    const named = (prefix: string): AnyPublishing => ({
      topic: 'runs',
      streams: [prefix],
      upcast: (event) => event,
      on: { Ran: () => ({ type: 'daybook.repository.deleted.v1', key: prefix, data: {} }) },
    });
    const runs = [named('run-'), named('run-metrics-')];
    expect(factTranslator(runs)(recorded('Ran', 'run-metrics-a'))?.key).toBe('run-metrics-');
    expect(factTranslator(runs)(recorded('Ran', 'run-a'))?.key).toBe('run-');
    expect(publishedStreams(runs)).toEqual(['run-metrics-', 'run-']);
  });

  it('refuses two publishings of the same streams', () => {
    expect(() => factTranslator([...notes, ...notes])).toThrow('claim the same stream prefix');
  });
});
