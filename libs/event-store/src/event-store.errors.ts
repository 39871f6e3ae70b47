import { DomainError } from '@daybook/event-sourcing';
import type { ExpectedRevision } from './event-store.port.js';

/** Another writer was there first; `actual` is the stream's last revision, null where there is no stream. */
export class RevisionConflict extends DomainError {
  readonly code = 'revision-conflict';

  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: number | null,
  ) {
    super(`stream ${stream} is at revision ${actual ?? 'none'}, expected ${expected}`);
  }
}

/** Some of the ids are in the stream already but not as one earlier append: the retry is not the same append. */
export class EventIdConflict extends DomainError {
  readonly code = 'event-id-conflict';

  constructor(readonly stream: string) {
    super(`events with some of these ids, but not exactly these, are already in the log; stream ${stream}`);
  }
}

export class StreamDeleted extends DomainError {
  readonly code = 'stream-deleted';

  constructor(readonly stream: string) {
    super(`stream ${stream} was deleted`);
  }
}

/** Nothing was appended or read: the log could not be reached, is full or is closed. */
export class EventStoreUnavailable extends DomainError {
  readonly code = 'event-store-unavailable';

  constructor(reason: string, options?: ErrorOptions) {
    super(`the event log is not available: ${reason}`, options);
  }
}

/** The append may or may not have happened; a retry with the same ids settles it. */
export class AppendOutcomeUnknown extends DomainError {
  readonly code = 'append-outcome-unknown';

  constructor(
    readonly stream: string,
    options?: ErrorOptions,
  ) {
    super(`no answer from the event log for the append to ${stream}; its outcome is unknown`, options);
  }
}

/** An event that the log does not take: a malformed stream name or id, or too much data. */
export class InvalidEvent extends DomainError {
  readonly code = 'invalid-event';

  constructor(
    readonly stream: string,
    readonly field: string,
    expected: string,
    options?: ErrorOptions,
  ) {
    super(`cannot append to ${stream.slice(0, 100)}: ${field} must be ${expected}`, options);
  }
}

/** The events of one append are together more than the log takes at once; nothing was appended. */
export class AppendTooLarge extends DomainError {
  readonly code = 'append-too-large';

  constructor(
    readonly stream: string,
    /** Null where the log does not say. */
    readonly mostBytes: number | null,
  ) {
    super(`the append to ${stream} is larger than the event log takes at once${mostBytes === null ? '' : `: at most ${mostBytes} bytes`}`);
  }
}
