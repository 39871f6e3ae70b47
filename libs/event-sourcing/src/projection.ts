import { UnknownEvent } from './event-sourcing.errors.js';
import type { AnyEvent, Recorded } from './event.types.js';
import type { Upcast } from './upcaster.js';

/** A field (dot path) that queries may filter or sort by, and whether its values are numbers or text. */
export type ViewIndex = Readonly<{
  field: string;
  type: 'text' | 'number' | 'boolean';
  /** Another declared field that is always fixed when this one is sorted by, e.g. the owner of the rows of a table. */
  within?: string;
  /** Parts of its text are looked for among very many: a store that can keeps an index for that, which makes writes slower. */
  searched?: true;
}>;

/** A pure map from event to document. A reducer answers the next document, or null where none is (any more). */
export type ProjectionDefinition<View, Event extends AnyEvent> = {
  /** Versioned: a reducer that changes meaning gets a new name and is rebuilt from the log. */
  readonly name: string;
  /** Stream names begin with one of these, e.g. `version-`. */
  readonly streams: readonly string[];
  readonly upcast: Upcast<Event>;
  /** Key of the document an event belongs to; null for an event that is not shown here. */
  keyOf(event: Recorded<Event>): string | null;
  readonly indexes?: readonly ViewIndex[];
  readonly on: { readonly [T in Event['type']]: (view: View | null, event: Recorded<Extract<Event, { type: T }>>) => View | null };
};

/** Fixes the types of a projection; the mapped `on` makes a forgotten event a compile error. */
export const defineProjection = <View, Event extends AnyEvent>(
  definition: ProjectionDefinition<View, Event>,
): ProjectionDefinition<View, Event> => definition;

/** Applies one current-shape event to its document. @throws UnknownEvent */
export const project = <View, Event extends AnyEvent>(
  definition: ProjectionDefinition<View, Event>,
  view: View | null,
  event: Recorded<Event>,
): View | null => {
  if (!Object.hasOwn(definition.on, event.type)) throw new UnknownEvent(event.type, event.schemaVersion, null);
  const reduce = definition.on[event.type as Event['type']] as (view: View | null, event: Recorded<Event>) => View | null;
  return reduce(view, event);
};
