import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import type { Facts, FactType } from '@daybook/contracts';

/** A public fact as it was told; its type carries its own version. */
export type RememberedFact = { [T in FactType]: Readonly<{ type: T; data: Facts[T] }> }[FactType];

/** `slot`: facts of one slot replace each other, so that the same one is not written twice in a row. */
export type FactRemembered = EventOf<'FactRemembered', 1, { subject: string; slot: string; fact: RememberedFact }>;
export const upcastMemory = upcasterFor<FactRemembered>({ FactRemembered: { current: 1, steps: {} } });

export type Remember = CommandOf<'Remember', FactRemembered['data']>;
export type MemoryState = Readonly<Record<string, string>>;

/** `[]` when this is what was said last in its slot. */
export const memory: Decider<MemoryState, Remember, FactRemembered> = {
  initialState: {},

  decide({ data }, state) {
    return state[data.slot] === JSON.stringify(data.fact) ? [] : [{ type: 'FactRemembered', schemaVersion: 1, data }];
  },

  evolve(state, { data: { slot, fact } }) {
    return { ...state, [slot]: JSON.stringify(fact) };
  },
};
