import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnknownEvent } from './event-sourcing.errors.js';
import type { EventOf } from './event.types.js';
import { upcasterFor } from './upcaster.js';

type Measured = EventOf<'Measured', 3, { celsius: number; by: string | null }>;
type Stopped = EventOf<'Stopped', 1, object>;

const upcast = upcasterFor<Measured | Stopped>({
  Measured: {
    current: 3,
    steps: {
      1: ({ fahrenheit }: { fahrenheit: number }) => ({ celsius: ((fahrenheit - 32) * 5) / 9 }),
      2: (data: { celsius: number }) => ({ ...data, by: null }),
    },
  },
  Stopped: { current: 1, steps: {} },
});

const failureOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('An upcaster', () => {
  it('applies every step from the stored version to the current one', () => {
    const current = { type: 'Measured', schemaVersion: 3, data: { celsius: 100, by: null } };
    expect(upcast({ type: 'Measured', schemaVersion: 1, data: { fahrenheit: 212 } })).toEqual(current);
    expect(upcast({ type: 'Measured', schemaVersion: 2, data: { celsius: 100 } })).toEqual(current);
  });

  it('leaves current events and what stands beside their data as they are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), (celsius, by, id) => {
        const stored = { type: 'Measured', schemaVersion: 3, data: { celsius, by }, id };
        expect(upcast(stored)).toEqual(stored);
      }),
    );
  });

  it('keeps id and position of what it lifts, and does not touch the stored event', () => {
    const stored = Object.freeze({ type: 'Measured', schemaVersion: 2, data: Object.freeze({ celsius: 1 }), id: 'a', position: 7 });
    expect(upcast(stored)).toMatchObject({ id: 'a', position: 7, schemaVersion: 3 });
    expect(stored.data).toEqual({ celsius: 1 });
  });

  it.each([
    ['an unknown type', 'Exploded', 1, null, 'event type Exploded is unknown'],
    ['a name that every object has', 'constructor', 1, null, 'event type constructor is unknown'],
    ['a newer version', 'Measured', 4, 3, 'event Measured has schema version 4, this code knows up to 3'],
    ['a version that never was', 'Measured', 0, 3, 'event Measured has schema version 0, this code knows versions 1 to 3'],
    ['half a version', 'Measured', 1.5, 3, 'event Measured has schema version 1.5, this code knows versions 1 to 3'],
  ])('fails closed on %s', (_, eventType, schemaVersion, currentVersion, message) => {
    const failure = failureOf(() => upcast({ type: eventType, schemaVersion, data: {} }));
    expect(failure).toBeInstanceOf(UnknownEvent);
    expect(failure).toMatchObject({ code: 'unknown-event', eventType, schemaVersion, currentVersion, message });
  });
});
