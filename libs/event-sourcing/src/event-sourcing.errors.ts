import { DomainError } from './domain-error.js';

/** The command (or event) is not allowed in the present state. */
export class IllegalTransition extends DomainError {
  readonly code = 'illegal-transition';

  constructor(
    readonly attempted: string,
    readonly status: string,
  ) {
    super(`${attempted} is not allowed while ${status}`);
  }
}

/** An event of this type, or of this schema version, is not known to the code that owns its stream: fail closed. */
export class UnknownEvent extends DomainError {
  readonly code = 'unknown-event';

  constructor(
    readonly eventType: string,
    readonly schemaVersion: number,
    readonly currentVersion: number | null,
  ) {
    super(unknownEvent(eventType, schemaVersion, currentVersion));
  }
}

const unknownEvent = (eventType: string, schemaVersion: number, currentVersion: number | null): string => {
  if (currentVersion === null) return `event type ${eventType} is unknown`;
  const known = schemaVersion > currentVersion ? `up to ${currentVersion}` : `versions 1 to ${currentVersion}`;
  return `event ${eventType} has schema version ${schemaVersion}, this code knows ${known}`;
};

/** A reducer met an event for a document that was never begun. */
export class ViewMissing extends DomainError {
  readonly code = 'view-missing';

  constructor(readonly view: string) {
    super(`an event arrived for a ${view} document that does not exist`);
  }
}
