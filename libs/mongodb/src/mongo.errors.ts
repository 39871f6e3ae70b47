import { DomainError } from '@daybook/event-sourcing';

/** MongoDB does not answer now, or not in time: what was asked may have happened. Ask again. */
export class MongoUnavailable extends DomainError {
  readonly code = 'mongodb-unavailable';

  constructor(cause: unknown) {
    super(`MongoDB cannot be reached now: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
