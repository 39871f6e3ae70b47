import { DomainError } from '@daybook/event-sourcing';

/** There is no process to take the command now: the engine was never started, has ended or is being restarted. */
export class EngineUnreachable extends DomainError {
  readonly code = 'engine-unreachable';

  constructor(
    readonly engineId: string,
    options?: ErrorOptions,
  ) {
    super(`engine ${engineId} cannot be reached`, options);
  }
}

/** The service this engine works for has gone. */
export class EngineLinkLost extends DomainError {
  readonly code = 'engine-link-lost';

  constructor() {
    super('the service that this engine reports to has gone');
  }
}

/** One field of a message that breaks its schema; `field` is a JSON pointer, empty for the message as a whole. */
export type MessageFault = Readonly<{ field: string; message: string }>;

/** A message to or from an engine does not have the agreed shape. */
export class MalformedEngineMessage extends DomainError {
  readonly code = 'malformed-engine-message';

  constructor(readonly faults: readonly MessageFault[]) {
    super(faults.map(({ field, message }) => `${field === '' ? 'message' : field} ${message}`).join('; '));
  }
}

/** A handler has not ended in the time that one try has. */
export class TryOverdue extends DomainError {
  readonly code = 'try-overdue';

  constructor(readonly tryMs: number) {
    super(`it was not done within ${tryMs} ms`);
  }
}

export class DeadLetterNotFound extends DomainError {
  readonly code = 'dead-letter-not-found';

  constructor(readonly id: string) {
    super(`there is no pending dead letter ${id}`);
  }
}

/** Their store does not answer now, and nothing of it is lost: ask again. */
export class DeadLettersUnavailable extends DomainError {
  readonly code = 'dead-letters-unavailable';

  constructor(cause: unknown) {
    super(`the dead letters cannot be reached now: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The letter's consumer has no handlers in this process, so nobody here can try it again. */
export class ConsumerNotHere extends DomainError {
  readonly code = 'consumer-not-here';

  constructor(readonly consumer: string) {
    super(`consumer ${consumer} does not run in this process`);
  }
}

/** The service stopped, or lost its turn with the key, before the letter could be applied; it is still pending. */
export class RetryInterrupted extends DomainError {
  readonly code = 'retry-interrupted';

  constructor(readonly id: string) {
    super(`dead letter ${id} was not retried to its end and is still pending`);
  }
}
