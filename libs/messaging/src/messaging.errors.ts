import { DomainError } from '@daybook/event-sourcing';

/** The engine is not there to be told; it is told everything anew when it registers. */
export class EngineUnreachable extends DomainError {
  readonly code = 'engine-unreachable';

  constructor(readonly engineId: string) {
    super(`engine ${engineId} cannot be reached`);
  }
}

export class DeadLetterNotFound extends DomainError {
  readonly code = 'dead-letter-not-found';

  constructor(readonly id: string) {
    super(`there is no dead letter ${id}`);
  }
}

/** An older dead letter of the same key comes first: order within a key is kept. */
export class DeadLetterNotFirst extends DomainError {
  readonly code = 'dead-letter-not-first';

  constructor(
    readonly id: string,
    readonly first: string,
  ) {
    super(`dead letter ${id} waits behind ${first} of the same key`);
  }
}
