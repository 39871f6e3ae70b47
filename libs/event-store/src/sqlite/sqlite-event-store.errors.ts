import { DomainError } from '@daybook/event-sourcing';

/** One process owns the log at a time. The lock goes with the process, however it ends. */
export class EventStoreLocked extends DomainError {
  readonly code = 'event-store-locked';

  constructor(
    readonly file: string,
    /** Who has it, e.g. `process 4711 on build-3 since 2026-01-01T00:00:00.000Z`; null where that is not known. */
    readonly holder: string | null,
  ) {
    super(`the event log ${file} is in use by ${holder ?? 'another process'}`);
  }
}

/** The file was written by a newer program. */
export class EventStoreFormatUnknown extends DomainError {
  readonly code = 'event-store-format-unknown';

  constructor(
    readonly file: string,
    readonly format: number,
    readonly known: number,
  ) {
    super(`the event log ${file} has format ${format}, this program knows formats up to ${known}`);
  }
}
