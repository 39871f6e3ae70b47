import { DomainError } from '@daybook/event-sourcing';

type TakenBy = Readonly<{ repositoryId: string; number: number; status: 'active' | 'deploying' | 'undeploying' }>;

/** The deployment's name is taken: by another repository, or by a version that is on its way in or out. */
export class DeploymentNameTaken extends DomainError {
  readonly code = 'deployment-name-taken';

  readonly repositoryId: string;
  readonly number: number;
  readonly status: TakenBy['status'];

  constructor(
    readonly deploymentId: string,
    { repositoryId, number, status }: TakenBy,
  ) {
    super(`the name ${deploymentId} is taken by version #${number} of repository ${repositoryId}, which is ${status}`);
    this.repositoryId = repositoryId;
    this.number = number;
    this.status = status;
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
