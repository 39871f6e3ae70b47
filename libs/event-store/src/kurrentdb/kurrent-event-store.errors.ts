import { DomainError } from '@daybook/event-sourcing';

/** The server's log has grown beyond what a JSON number can say exactly. */
export class PositionOutOfRange extends DomainError {
  readonly code = 'position-out-of-range';

  constructor(readonly given: string) {
    super(`${given} is beyond the positions and revisions that this program can count`);
  }
}

/** A read or a subscription is to begin at a place that is none in the log: between two events, or of another log. */
export class PositionUnknown extends DomainError {
  readonly code = 'position-unknown';

  constructor(options?: ErrorOptions) {
    super('there is no such position in the event log; positions are only those that it has given out', options);
  }
}

/** gRPC's code for what cannot be asked. */
const invalidArgument = 3;

/** @throws PositionUnknown where the server says that; no retry helps */
export const throwWhereNoPosition = (error: unknown): void => {
  const { code, message = '' } = error as Readonly<{ code?: unknown; message?: string }>;
  if (code === invalidArgument && /invalid position/i.test(message)) throw new PositionUnknown({ cause: error });
};
