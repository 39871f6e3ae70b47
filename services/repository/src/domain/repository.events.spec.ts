import { describe, expect, it } from '@jest/globals';
import { UnknownEvent } from '@daybook/event-sourcing';
import { oneOfEach } from '../fixtures/repository.fixture.js';
import { upcastRepository } from './repository.events.js';

describe('the events of a repository', () => {
  it.each(oneOfEach.map((event) => [event.type, event] as const))(
    '%s goes through JSON and the upcaster as it is',
    (_type, event) => {
      expect(upcastRepository(JSON.parse(JSON.stringify(event)))).toEqual(event);
    },
  );

  it('are these only, up to this version', () => {
    const [first] = oneOfEach;
    expect(() => upcastRepository({ ...first!, type: 'RepositoryPainted' })).toThrow(UnknownEvent);
    expect(() => upcastRepository({ ...first!, schemaVersion: 2 })).toThrow(UnknownEvent);
  });
});
