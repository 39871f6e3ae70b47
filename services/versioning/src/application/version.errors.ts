import { DomainError } from '@daybook/event-sourcing';

/** A first version needs a configuration and a dataset. */
export class NothingToStartFrom extends DomainError {
  readonly code = 'nothing-to-start-from';

  constructor(readonly missing: 'configuration' | 'datasetId') {
    super(`${missing} is needed: there is no earlier version to take it from`);
  }
}

export class ConflictingConfiguration extends DomainError {
  readonly code = 'conflicting-configuration';

  constructor() {
    super('give either configuration or configurationPatch, not both');
  }
}
