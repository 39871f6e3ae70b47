import { DomainError } from '@daybook/event-sourcing';

/** The request cannot be understood, whatever the log holds. */
export class InvalidRequest extends DomainError {
  readonly code = 'invalid-request';
}

/** All events of one append together are larger than the server takes. */
export class AppendTooLarge extends DomainError {
  readonly code = 'append-too-large';

  constructor(readonly mostBytes: number) {
    super(`Maximum Append Size of ${mostBytes} Exceeded.`);
  }
}

/** A subscription ends because the server does. */
export class ServerClosing extends DomainError {
  readonly code = 'server-closing';

  constructor() {
    super('the server is shutting down');
  }
}

/** The append was not complete, or came, after its deadline. */
export class DeadlinePassed extends DomainError {
  readonly code = 'deadline-passed';

  constructor(readonly stream: string) {
    super(`the deadline of an append to ${stream} has passed`);
  }
}
