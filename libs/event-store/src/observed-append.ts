import type { EventStore } from './event-store.port.js';
import { observed, type Work } from './work.channel.js';

/** `store.append` under the eyes of whoever measures or traces. */
export const observedAppend =
  (store: EventStore): EventStore['append'] =>
  (stream, events, expected) => {
    const attributes = { stream, events: events.length };
    const work: Work = { kind: 'append', name: 'append', attributes, traceparent: events[0]?.metadata.traceparent };
    return observed(work, () => store.append(stream, events, expected));
  };
