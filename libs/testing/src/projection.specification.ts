import { expect } from '@jest/globals';
import { frozen, project, type AnyEvent, type ProjectionDefinition, type Recorded } from '@daybook/event-sourcing';

export type ProjectionOutcome<View> = Readonly<{
  /** The document of this key; null where there must be none. */
  then(key: string, expected: View | null): ProjectionOutcome<View>;
  /** All documents there are, by key. */
  thenAll(expected: Readonly<Record<string, View>>): ProjectionOutcome<View>;
}>;

export type ProjectionSpecification<View> = Readonly<{
  given(events: readonly Recorded[]): ProjectionOutcome<View>;
}>;

/**
 * Given recorded events (of any stored version), then documents. Everything handed to a reducer is frozen, and every
 * document must survive JSON. An event outside the projection's streams is an error: it would never get there.
 * @example specifyProjection(versionCard).given(recordedStream('version-r1-1', [queued])).then('r1/1', card);
 */
export const specifyProjection = <View, Event extends AnyEvent>(
  definition: ProjectionDefinition<View, Event>,
): ProjectionSpecification<View> => ({
  given: (events) => {
    const documents = new Map<string, View>();
    for (const event of events) apply(definition, documents, event);
    const outcome: ProjectionOutcome<View> = {
      then: (key, expected) => {
        expect(documents.get(key) ?? null).toEqual(expected);
        return outcome;
      },
      thenAll: (expected) => {
        expect(Object.fromEntries(documents)).toEqual(expected);
        return outcome;
      },
    };
    return outcome;
  },
});

const apply = <View, Event extends AnyEvent>(
  definition: ProjectionDefinition<View, Event>,
  documents: Map<string, View>,
  stored: Recorded,
): void => {
  const { name, streams, upcast, keyOf } = definition;
  if (!streams.some((prefix) => stored.stream.startsWith(prefix))) {
    throw new Error(`${name} reads ${streams.join(', ')}: an event of ${stored.stream} never reaches it`);
  }
  const event = frozen({ ...stored, ...upcast(frozen(stored)) });
  const key = keyOf(event);
  if (key === null) return;
  const view = project(definition, documents.get(key) ?? null, event);
  if (view === null) {
    documents.delete(key);
    return;
  }
  expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  documents.set(key, frozen(view));
};
