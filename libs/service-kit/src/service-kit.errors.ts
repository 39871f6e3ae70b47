import { DomainError } from '@daybook/event-sourcing';

/** There is no such thing; the code is `<kind>-not-found`. */
export class NotFound extends DomainError {
  readonly code: string;

  constructor(
    readonly kind: string,
    readonly id: string,
  ) {
    super(`there is no ${kind} ${id}`);
    this.code = `${kind}-not-found`;
  }
}

/** One field of a request and what is wrong with it. */
export type FieldProblem = Readonly<{ field: string; message: string; value?: unknown }>;

export class InvalidRequest extends DomainError {
  readonly code = 'invalid-request';

  constructor(readonly errors: readonly FieldProblem[]) {
    super(errors.map(({ field, message }) => `${field}: ${message}`).join('; '));
  }
}
