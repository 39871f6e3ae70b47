import { UnknownEvent } from './event-sourcing.errors.js';
import type { AnyEvent } from './event.types.js';

/** `steps[v]` lifts data of version v to v + 1. */
export type UpcastSteps<Event extends AnyEvent> = {
  readonly [T in Event['type']]: Readonly<{
    current: Extract<Event, { type: T }>['schemaVersion'];
    steps: Readonly<Record<number, (data: never) => unknown>>;
  }>;
};

/** Turns a stored event of any known version into its current shape. @throws UnknownEvent */
export type Upcast<Event extends AnyEvent> = (stored: AnyEvent) => Event;

/** Applies each type's chain of steps until its current version; an unknown type or a newer version throws. */
export const upcasterFor =
  <Event extends AnyEvent>(chains: UpcastSteps<Event>): Upcast<Event> =>
  (stored) => {
    const chain = Object.hasOwn(chains, stored.type) ? chains[stored.type as Event['type']] : undefined;
    if (chain === undefined) throw new UnknownEvent(stored.type, stored.schemaVersion, null);
    if (!(Number.isInteger(stored.schemaVersion) && stored.schemaVersion <= chain.current)) {
      throw new UnknownEvent(stored.type, stored.schemaVersion, chain.current);
    }
    let data: unknown = stored.data;
    for (let version = stored.schemaVersion; version < chain.current; version += 1) {
      const step = chain.steps[version] as ((data: unknown) => unknown) | undefined;
      if (step === undefined) throw new UnknownEvent(stored.type, stored.schemaVersion, chain.current);
      data = step(data);
    }
    return { ...stored, schemaVersion: chain.current, data } as unknown as Event;
  };
