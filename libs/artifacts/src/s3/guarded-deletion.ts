import { setTimeout as delay } from 'node:timers/promises';
import { keyOf } from './object-key.js';
import type { S3Bucket } from './s3-bucket.js';

/** A marker of this age belongs to someone who has died. */
const abandonedAfterMs = 30_000;
/** Well before its marker may be taken for abandoned, a deletion has been sent or is not sent any more. */
const deletionMs = 10_000;
const pollMs = 100;
/** `Last-Modified` says no more than the second. */
const resolutionMs = 1_000;

/**
 * S3 cannot delete what has not been put again since, as equal contents have equal ETags. So whoever deletes says so first
 * and looks at the time then; whoever puts looks afterwards whether that was said, or its object is gone, and puts again.
 */
export class GuardedDeletion {
  constructor(private readonly bucket: S3Bucket) {}

  /** False when there is nothing older than that, or another is deleting it. */
  async deleteOlder(sha256: string, storedBefore: Date): Promise<boolean> {
    if (!(await this.bucket.create({ key: markerOf(sha256), body: new Uint8Array() }))) return false;
    const deadline = AbortSignal.timeout(deletionMs);
    try {
      const found = await this.bucket.find(keyOf(sha256));
      if (found === null || found.storedAt.getTime() + resolutionMs > storedBefore.getTime()) return false;
      await this.bucket.delete(keyOf(sha256), deadline);
      return true;
    } finally {
      await this.bucket.delete(markerOf(sha256));
    }
  }

  /** Whether what was put before this call is there to stay. Waits for a deletion that is under way. */
  async isSpared(sha256: string): Promise<boolean> {
    let spared = true;
    for (let waitedMs = 0; (await this.bucket.find(markerOf(sha256))) !== null; waitedMs += pollMs) {
      spared = false;
      if (waitedMs > abandonedAfterMs) await this.bucket.delete(markerOf(sha256));
      await delay(pollMs);
    }
    return spared && (await this.bucket.find(keyOf(sha256))) !== null;
  }
}

const markerOf = (sha256: string): string => `deleting/${sha256}`;
