import { DomainError } from '@daybook/event-sourcing';

/** A record does not have the agreed shape; whoever wrote it was not this code. */
export class MalformedRecord extends DomainError {
  readonly code = 'malformed-record';

  constructor(
    readonly fault: string,
    options?: ErrorOptions,
  ) {
    super(`the record is malformed: ${fault}`, options);
  }
}
