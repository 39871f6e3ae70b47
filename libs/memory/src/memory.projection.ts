import { defineProjection, type ProjectionDefinition, type Recorded, type ViewIndex } from '@daybook/event-sourcing';
import { upcastMemory, type FactRemembered, type RememberedFact } from './memory.event.js';
import { memoryStreams } from './memory.streams.js';

export type MemoryView<View> = Readonly<{
  /** Of the projection, versioned. */
  name: string;
  service: string;
  kind: string;
  indexes?: readonly ViewIndex[];
  /** The next document; facts that mean nothing here leave it as it is. */
  reduce: (view: View | null, fact: RememberedFact) => View | null;
}>;

/** A view of what a service remembers, one document per subject. */
export const memoryProjection = <View>(definition: MemoryView<View>): ProjectionDefinition<View, FactRemembered> => {
  const { name, service, kind, indexes = [], reduce } = definition;
  return defineProjection<View, FactRemembered>({
    name,
    streams: [memoryStreams(service, kind)],
    upcast: upcastMemory,
    keyOf: (event: Recorded<FactRemembered>) => event.data.subject,
    indexes,
    on: { FactRemembered: (view, { data }) => reduce(view, data.fact) },
  });
};
