import { DomainError } from '@daybook/event-sourcing';

/** One process owns the log at a time. The lock goes with the process, however it ends. */
export class EventStoreLocked extends DomainError {
  readonly code = 'event-store-locked';

  constructor(readonly file: string) {
    super(`the event log ${file} is in use by another process`);
  }
}

/** An event that the log does not take: a malformed stream name or id, or too much data. */
export class InvalidEvent extends DomainError {
  readonly code = 'invalid-event';

  constructor(
    readonly stream: string,
    readonly field: string,
    expected: string,
  ) {
    super(`cannot append to ${stream.slice(0, 100)}: ${field} must be ${expected}`);
  }
}
