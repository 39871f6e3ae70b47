import { DomainError } from '@daybook/event-sourcing';

/** A training engine was told to load a model. */
export class EngineDoesNotServe extends DomainError {
  readonly code = 'engine-does-not-serve';

  constructor() {
    super('this engine trains models and serves none');
  }
}
