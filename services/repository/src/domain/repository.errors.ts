import { DomainError } from '@daybook/event-sourcing';

export class RepositoryNameTaken extends DomainError {
  readonly code = 'repository-name-taken';

  constructor(readonly repositoryName: string) {
    super(`there is a repository named ${repositoryName} already`);
  }
}

/** There never was one with this id, or it was deleted. */
export class RepositoryNotFound extends DomainError {
  readonly code = 'repository-not-found';

  constructor(readonly status: 'absent' | 'deleted') {
    super(status === 'deleted' ? 'the repository was deleted' : 'there is no such repository');
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

/** What is in training, or ended without a result, cannot be used. */
export class VersionNotReady extends DomainError {
  readonly code = 'version-not-ready';

  constructor(
    readonly repositoryId: string,
    readonly number: number,
  ) {
    super(`version #${number} has no result that could be used; only a version that is ready can be the default`);
  }
}

/** An archived version is out of use until somebody takes it back. */
export class VersionIsArchived extends DomainError {
  readonly code = 'version-archived';

  constructor(
    readonly repositoryId: string,
    readonly number: number,
  ) {
    super(`version #${number} is archived; take it back before it becomes the default`);
  }
}
