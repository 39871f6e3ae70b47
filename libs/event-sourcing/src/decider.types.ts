import type { AnyEvent } from './event.types.js';

/** A command: an imperative type and its data. The time and new ids are part of the data. */
export type CommandOf<Type extends string, Data> = Readonly<{ type: Type; data: Readonly<Data> }>;

/**
 * The rules of one kind of stream. `decide` answers the events to append, `[]` when what is asked is already true,
 * and throws a DomainError when it is not allowed; `evolve` folds one event. Both are pure.
 */
export type Decider<State, Command, Event extends AnyEvent> = Readonly<{
  initialState: State;
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}>;
