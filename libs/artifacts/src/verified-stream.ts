import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { ArtifactCorrupt } from './artifact-store.errors.js';

/** Passes bytes on and fails at the end unless they are those of the digest. */
export const verifying = (sha256: string): Transform => {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done: TransformCallback) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done: TransformCallback) {
      const actual = hash.digest('hex');
      done(actual === sha256 ? null : new ArtifactCorrupt(sha256, actual));
    },
  });
};
