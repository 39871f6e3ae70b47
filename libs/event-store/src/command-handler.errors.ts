import { DomainError } from '@daybook/event-sourcing';

/** The same command identity (Idempotency-Key) came back with another content. */
export class CommandReused extends DomainError {
  readonly code = 'idempotency-key-reused';

  constructor(readonly commandId: string) {
    super(`command ${commandId} was already carried out with another content`);
  }
}
