import { expect } from '@jest/globals';
import { frozen, type AnyEvent, type Decider, type DomainError } from '@daybook/event-sourcing';

export type DeciderOutcome<Event extends AnyEvent> = Readonly<{
  /** Exactly these events, `[]` for what is already true; they must survive JSON and be foldable. */
  then(expected: readonly Event[]): void;
  /** A DomainError with this code, and with these data fields. */
  thenThrows(code: string, fields?: Readonly<Record<string, unknown>>): void;
}>;

export type DeciderSpecification<Command, Event extends AnyEvent> = Readonly<{
  given(history: readonly Event[]): Readonly<{ when(command: Command): DeciderOutcome<Event> }>;
}>;

/**
 * Given events, when a command, then events or an error. History, state and command are frozen: a decider that
 * mutates fails.
 * @example specify(version).given([queued]).when(cancel).then([canceling]);
 * @example specify(version).given([]).when(cancel).thenThrows('illegal-transition', { status: 'absent' });
 */
export const specify = <State, Command, Event extends AnyEvent>({
  initialState,
  decide,
  evolve,
}: Decider<State, Command, Event>): DeciderSpecification<Command, Event> => ({
  given: (history) => {
    const fold = (state: State, event: Event): State => frozen(evolve(state, frozen(event)));
    const state = history.reduce(fold, frozen(initialState));
    return {
      when: (command) => ({
        then: (expected) => {
          const decided = decide(frozen(command), state);
          expect(decided).toEqual(expected);
          expect(JSON.parse(JSON.stringify(decided))).toEqual(decided);
          decided.reduce(fold, state);
        },
        thenThrows: (code, fields = {}) => {
          expect(failureOf(() => decide(frozen(command), state))).toMatchObject({ code, ...fields });
        },
      }),
    };
  },
});

const failureOf = (decide: () => readonly AnyEvent[]): DomainError => {
  let decided: readonly AnyEvent[];
  try {
    decided = decide();
  } catch (error) {
    return error as DomainError;
  }
  throw new Error(`decided [${decided.map(({ type }) => type).join(', ')}] instead of throwing`);
};
