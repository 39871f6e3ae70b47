import type { CommandOf, Decider } from '@daybook/event-sourcing';
import type { KnownEvent } from './known.events.js';

/** Remembers a foreign fact once: the last one said of each kind is the state. */
export type Remember = CommandOf<'Remember', { event: KnownEvent }>;
export type KnownState = Readonly<Record<string, string>>;

const essence = ({ data: { at: _at, ...rest } }: KnownEvent): string => JSON.stringify(rest);

export const known: Decider<KnownState, Remember, KnownEvent> = {
  initialState: {},

  /** `[]` when this is what was said last. */
  decide({ data: { event } }, state) {
    return state[slotOf(event)] === event.type + essence(event) ? [] : [event];
  },

  evolve(state, event) {
    return { ...state, [slotOf(event)]: event.type + essence(event) };
  },
};

/** Events of one slot replace each other. */
const slotOf = ({ type }: KnownEvent): string => {
  switch (type) {
    case 'KnownRepositoryNamed':
    case 'KnownRepositoryDeleted':
      return 'existence';
    case 'KnownRepositoryDefaultSet':
      return 'default';
    case 'KnownVersionReady':
      return 'ready';
    case 'KnownEngineRegistered':
    case 'KnownEngineLost':
      return 'liveness';
  }
};
