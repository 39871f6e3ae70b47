import type { AnyEvent, Recorded } from '@daybook/event-sourcing';

export type RecordedOverrides = Partial<Omit<Recorded, 'type' | 'schemaVersion' | 'data'>>;

const epochMs = Date.UTC(2026, 0, 1);

/** A UUID that shows the number it was made from. */
export const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/**
 * The event as the log would hand it out. Position 1, revision 0 of `stream-1` unless said otherwise; id and time
 * (one second for each position since the first day of 2026) follow from the position.
 */
export const recorded = <Event extends AnyEvent>(event: Event, overrides: RecordedOverrides = {}): Recorded<Event> => {
  const position = overrides.position ?? 1;
  return {
    ...event,
    id: idOf(position),
    stream: 'stream-1',
    revision: 0,
    position,
    recordedAt: new Date(epochMs + position * 1000).toISOString(),
    metadata: { actor: 'anna', correlationId: idOf(0) },
    ...overrides,
  };
};

/** Consecutive events of one stream: revisions from 0, positions from `overrides.position` or 1. */
export const recordedStream = <Event extends AnyEvent>(
  stream: string,
  events: readonly Event[],
  overrides: RecordedOverrides = {},
): readonly Recorded<Event>[] => {
  const { revision = 0, position = 1 } = overrides;
  return events.map((event, index) =>
    recorded(event, { ...overrides, stream, revision: revision + index, position: position + index }),
  );
};
