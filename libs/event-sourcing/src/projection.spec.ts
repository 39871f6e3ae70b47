import { describe, expect, it } from '@jest/globals';
import type { EventOf, Recorded } from './event.types.js';
import { defineProjection, project } from './projection.js';
import { upcasterFor } from './upcaster.js';

type Begun = EventOf<'Begun', 1, { name: string }>;
type Ended = EventOf<'Ended', 1, object>;
type Card = Readonly<{ name: string; position: number }>;

const recorded = <Event extends Begun | Ended>(event: Event): Recorded<Event> => ({
  ...event,
  id: 'a',
  stream: 'thing-1',
  revision: 0,
  position: 7,
  recordedAt: '2026-01-01T00:00:00.000Z',
  metadata: { actor: 'anna', correlationId: 'c' },
});

const card = defineProjection<Card, Begun | Ended>({
  name: 'card-v1',
  streams: ['thing-'],
  upcast: upcasterFor<Begun | Ended>({ Begun: { current: 1, steps: {} }, Ended: { current: 1, steps: {} } }),
  keyOf: ({ stream }) => stream,
  on: { Begun: (_card, { data: { name }, position }) => ({ name, position }), Ended: () => null },
});

const begun = recorded({ type: 'Begun', schemaVersion: 1, data: { name: 'x' } });
const ended = recorded({ type: 'Ended', schemaVersion: 1, data: {} });

describe('A projection', () => {
  it('answers the document after the event, which sees its place in the log', () => {
    expect(project(card, null, begun)).toEqual({ name: 'x', position: 7 });
  });

  it('answers null where no document is any more', () => {
    expect(project(card, project(card, null, begun), ended)).toBeNull();
  });

  it('fails closed on an event that it has no reducer for', () => {
    const foreign = { ...begun, type: 'toString' } as unknown as typeof begun;
    expect(() => project(card, null, foreign)).toThrow('event type toString is unknown');
  });
});
