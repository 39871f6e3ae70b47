import { DomainError } from '@daybook/event-sourcing';
import type { VersionReference } from './version.queries.js';

/** A version needs a configuration and a dataset, of its own or from an earlier one. */
export class NothingToStartFrom extends DomainError {
  readonly code = 'nothing-to-start-from';

  constructor(
    readonly missing: 'configuration' | 'datasetId',
    latest: number,
  ) {
    super(latest === 0 ? `${missing} is needed: there is no earlier version to take it from` : `give \`from\`, or a ${missing}`);
  }
}

export class ConflictingConfiguration extends DomainError {
  readonly code = 'conflicting-configuration';

  constructor() {
    super('give either configuration or configurationPatch, not both');
  }
}

/** A repeated command is recognised in the stream of its version, and would not be looked for in another's. */
export class RelativeVersionWithKey extends DomainError {
  readonly code = 'relative-version-with-key';

  constructor(readonly reference: Exclude<VersionReference, number>) {
    super(`an Idempotency-Key needs the version's number: \`${reference}\` may be another one when the request is repeated`);
  }
}
