import { DomainError } from '@daybook/event-sourcing';

export class ArtifactMissing extends DomainError {
  readonly code = 'artifact-not-found';

  constructor(readonly sha256: string) {
    super(`there is no artifact ${sha256}`);
  }
}

export class ArtifactCorrupt extends DomainError {
  readonly code = 'artifact-corrupt';

  constructor(
    readonly sha256: string,
    readonly actual: string,
  ) {
    super(`artifact ${sha256} has other bytes now: ${actual}`);
  }
}

export class ArtifactTooLarge extends DomainError {
  readonly code = 'artifact-too-large';

  constructor(readonly maxSizeBytes: number) {
    super(`the content is larger than ${maxSizeBytes} bytes`);
  }
}

export class ArtifactStoreFull extends DomainError {
  readonly code = 'artifact-store-full';

  constructor(options?: ErrorOptions) {
    super('there is no room left for artifacts', options);
  }
}

export class InvalidDigest extends DomainError {
  readonly code = 'invalid-digest';

  constructor(readonly digest: string) {
    super('an artifact is named by 64 lower-case hexadecimal digits');
  }
}
