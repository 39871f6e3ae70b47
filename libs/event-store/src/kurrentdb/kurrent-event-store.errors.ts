import { DomainError } from '@daybook/event-sourcing';

/** The server's log has grown beyond what a JSON number can say exactly. */
export class PositionOutOfRange extends DomainError {
  readonly code = 'position-out-of-range';

  constructor(readonly given: string) {
    super(`${given} is beyond the positions and revisions that this program can count`);
  }
}
