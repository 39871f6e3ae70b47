import { asDigest } from '../artifact-digest.js';

/** Artifacts are here and nowhere else in the bucket. */
export const artifactPrefix = 'sha256/';

/** @throws InvalidDigest */
export const keyOf = (sha256: string): string => `${artifactPrefix}${asDigest(sha256)}`;
