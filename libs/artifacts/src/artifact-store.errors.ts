import { DomainError } from '@daybook/event-sourcing';

/** Nothing is stored under this digest. */
export class ArtifactMissing extends DomainError {
  readonly code = 'artifact-not-found';

  constructor(readonly sha256: string) {
    super(`there is no artifact ${sha256}`);
  }
}

/** The stored bytes are not those that were put; `actual` is the digest of what is there. */
export class ArtifactCorrupt extends DomainError {
  readonly code = 'artifact-corrupt';

  constructor(
    readonly sha256: string,
    readonly actual: string,
  ) {
    super(`artifact ${sha256} has other bytes now: ${actual}`);
  }
}

/** The content is not what its sender said; nothing of it was kept. */
export class ArtifactMismatch extends DomainError {
  readonly code = 'artifact-mismatch';

  constructor(
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`the content has sha256 ${actual}, not ${expected} as expected`);
  }
}

/** The content went on after `maxSizeBytes`; nothing of it was kept. */
export class ArtifactTooLarge extends DomainError {
  readonly code = 'artifact-too-large';

  constructor(readonly maxSizeBytes: number) {
    super(`the content is larger than ${maxSizeBytes} bytes`);
  }
}

/** No room, or no quota, is left; nothing of the content was kept. */
export class ArtifactStoreFull extends DomainError {
  readonly code = 'artifact-store-full';

  constructor(options?: ErrorOptions) {
    super('there is no room left for artifacts', options);
  }
}

/** The store does not answer; whether what was asked for has been done is unknown, and asking again is safe. */
export class ArtifactStoreUnavailable extends DomainError {
  readonly code = 'artifact-store-unavailable';

  constructor(options?: ErrorOptions) {
    super('the artifact store does not answer', options);
  }
}

/** The store answers and says no: keys, permissions or names are wrong. */
export class ArtifactStoreRefused extends DomainError {
  readonly code = 'artifact-store-refused';

  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`the artifact store refuses: ${reason}`, options);
  }
}

/** Not a sha256 in lower-case hex. */
export class InvalidDigest extends DomainError {
  readonly code = 'invalid-digest';

  constructor(readonly digest: string) {
    super('an artifact is named by 64 lower-case hexadecimal digits');
  }
}
