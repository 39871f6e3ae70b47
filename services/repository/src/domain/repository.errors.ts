import { DomainError } from '@daybook/event-sourcing';

export class RepositoryNameTaken extends DomainError {
  readonly code = 'repository-name-taken';

  constructor(readonly repositoryName: string) {
    super(`there is a repository named ${repositoryName} already`);
  }
}

/** Only a version that exists can be the default. */
export class VersionUnknown extends DomainError {
  readonly code = 'version-not-found';

  constructor(
    readonly repositoryId: string,
    readonly number: number,
  ) {
    super(`the repository has no version #${number}`);
  }
}
