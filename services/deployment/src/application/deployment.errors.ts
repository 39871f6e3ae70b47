import { DomainError } from '@daybook/event-sourcing';

/** Only a version that was trained or uploaded completely can be deployed; of others this service does not hear. */
export class VersionNotReady extends DomainError {
  readonly code = 'version-not-ready';

  constructor(
    readonly repositoryId: string,
    readonly version: number | string,
  ) {
    super(`version ${typeof version === 'number' ? `#${version}` : version} is not there or not ready yet`);
  }
}

/** An archived version is out of use until somebody takes it back. */
export class VersionIsArchived extends DomainError {
  readonly code = 'version-archived';

  constructor(readonly versionId: string) {
    super(`version ${versionId} is archived; unarchive it to deploy it`);
  }
}

export class DeploymentNotServing extends DomainError {
  readonly code = 'deployment-not-serving';

  constructor(
    readonly deploymentId: string,
    readonly status: string,
  ) {
    super(`deployment ${deploymentId} is ${status} and serves no version`);
  }
}

export class NothingToRollBackTo extends DomainError {
  readonly code = 'nothing-to-roll-back-to';

  constructor(readonly deploymentId: string) {
    super(`deployment ${deploymentId} has served no other version before the present one`);
  }
}

/** No engine of that name serves models: training engines do not. */
export class ServingEngineUnknown extends DomainError {
  readonly code = 'serving-engine-unknown';

  constructor(readonly engineId: string) {
    super(`there is no serving engine ${engineId}`);
  }
}

/** The engine did not answer, or answered that it does not have the model (yet). */
export class ServingEngineUnavailable extends DomainError {
  readonly code = 'serving-engine-unavailable';

  constructor(
    readonly deploymentId: string,
    readonly engineId: string,
    options?: ErrorOptions,
  ) {
    super(`serving engine ${engineId} does not answer for deployment ${deploymentId}`, options);
  }
}

/** Rows that the model cannot be asked: each with its index, field and what was expected. */
export class InvalidRows extends DomainError {
  readonly code = 'invalid-rows';

  constructor(readonly errors: readonly unknown[]) {
    super('some rows cannot be answered by this model');
  }
}
