import { DomainError } from '@daybook/event-sourcing';

/** The deployment's name is taken by one that serves another repository. */
export class DeploymentNameTaken extends DomainError {
  readonly code = 'deployment-name-taken';

  constructor(
    readonly deploymentId: string,
    readonly repositoryId: string,
  ) {
    super(`a deployment named ${deploymentId} already serves repository ${repositoryId}`);
  }
}

export class VersionAlreadyServed extends DomainError {
  readonly code = 'version-already-served';

  constructor(
    readonly deploymentId: string,
    readonly number: number,
  ) {
    super(`deployment ${deploymentId} already serves version #${number}`);
  }
}
