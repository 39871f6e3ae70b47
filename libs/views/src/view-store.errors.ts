import { DomainError } from '@daybook/event-sourcing';

/** The cursor is not one that this query (same filter and sort) has given out. */
export class InvalidCursor extends DomainError {
  readonly code = 'invalid-cursor';

  constructor() {
    super('the cursor does not belong to this query; begin again without one');
  }
}

/** Only declared fields can be filtered and sorted by. */
export class UnknownViewField extends DomainError {
  readonly code = 'unknown-view-field';

  constructor(
    readonly field: string,
    readonly allowed: readonly string[],
  ) {
    super(`${field} cannot be filtered or sorted by; allowed are ${allowed.join(', ')}`);
  }
}

/** Another projector has written the document meanwhile: read again and fold anew. */
export class ViewWriteConflict extends DomainError {
  readonly code = 'view-write-conflict';

  constructor(
    readonly view: string,
    readonly documentId: string,
  ) {
    super(`document ${documentId} of ${view} is not at the expected position`);
  }
}

/** The view did not reach the wanted position in time; nothing is wrong, ask again. */
export class ViewBehind extends DomainError {
  readonly code = 'view-behind';

  constructor(
    readonly view: string,
    readonly position: number,
    readonly wanted: number,
  ) {
    super(`${view} reflects position ${position}, position ${wanted} was asked for`);
  }
}

export class UnknownProjection extends DomainError {
  readonly code = 'projection-not-found';

  constructor(
    readonly projection: string,
    readonly known: readonly string[],
  ) {
    super(`there is no projection ${projection}; there are ${known.join(', ')}`);
  }
}

/** Another instance of the service writes the view, and only that one can hold it still. */
export class ProjectionElsewhere extends DomainError {
  readonly code = 'projection-elsewhere';

  constructor(readonly projection: string) {
    super(`${projection} is written by another instance; ask that one`);
  }
}

/** The view is being rebuilt or verified already, here or by another instance, and both would write the same replay. */
export class RebuildInProgress extends DomainError {
  readonly code = 'rebuild-in-progress';

  constructor(
    readonly projection: string,
    options?: ErrorOptions,
  ) {
    super(`${projection} is being rebuilt or verified already; ask again when that has ended`, options);
  }
}

/** The views cannot be reached now; nothing is lost, ask again. */
export class ViewsUnavailable extends DomainError {
  readonly code = 'views-unavailable';

  constructor(cause: unknown) {
    super(`the views cannot be reached now: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Somebody has dropped the view under whoever works with it. */
export class ViewDropped extends ViewsUnavailable {
  constructor(readonly view: string) {
    super(new Error(`view ${view} was dropped`));
  }
}
