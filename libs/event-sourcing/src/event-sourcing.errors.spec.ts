import { describe, expect, it } from '@jest/globals';
import { DomainError } from './domain-error.js';
import { IllegalTransition, UnknownEvent, ViewMissing } from './event-sourcing.errors.js';

class Overheated extends DomainError {
  readonly code = 'overheated';
}

describe('A domain error', () => {
  it('is an error that is named after its class and keeps its cause', () => {
    const cause = new Error('fan');
    const error = new Overheated('too hot', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'Overheated', message: 'too hot', code: 'overheated', cause });
    expect(String(error)).toBe('Overheated: too hot');
  });

  it.each([
    [new IllegalTransition('CancelVersion', 'ready'), 'illegal-transition', 'CancelVersion is not allowed while ready'],
    [new UnknownEvent('Exploded', 1, null), 'unknown-event', 'event type Exploded is unknown'],
    [new ViewMissing('version-card'), 'view-missing', 'an event arrived for a version-card document that does not exist'],
  ])('says what is wrong: %s', (error, code, message) => {
    expect(error).toMatchObject({ code, message });
  });
});
