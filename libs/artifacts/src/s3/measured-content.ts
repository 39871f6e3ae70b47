import { createHash } from 'node:crypto';
import { ArtifactTooLarge } from '../artifact-store.errors.js';
import type { ArtifactRef } from '../artifact-store.port.js';

/** A content that is counted and hashed as it passes. What it throws is its own, not the store's. */
export class MeasuredContent {
  private readonly hash = createHash('sha256');
  private readonly chunks: AsyncIterator<Uint8Array>;
  private sizeBytes = 0;
  /** What the content has thrown. */
  failure: unknown = null;

  constructor(
    content: AsyncIterable<Uint8Array>,
    private readonly maxSizeBytes: number,
  ) {
    this.chunks = content[Symbol.asyncIterator]();
  }

  /** The next bytes, at least `bytes` of them unless it ends with them. @throws ArtifactTooLarge, and what the content throws */
  async take(bytes: number): Promise<Readonly<{ body: Buffer; ended: boolean }>> {
    const taken: Uint8Array[] = [];
    for (let length = 0; length < bytes; ) {
      const next = await this.next();
      if (next === null) return { body: Buffer.concat(taken), ended: true };
      taken.push(next);
      length += next.byteLength;
    }
    return { body: Buffer.concat(taken), ended: false };
  }

  /** What has not been taken yet. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (let next = await this.next(); next !== null; next = await this.next()) yield next;
  }

  /** Once it has ended. */
  ref(): ArtifactRef {
    return { sha256: this.hash.copy().digest('hex'), sizeBytes: this.sizeBytes };
  }

  /** Lets its source go, also before its end. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async next(): Promise<Uint8Array | null> {
    try {
      const { done, value } = await this.chunks.next();
      if (done === true) return null;
      this.sizeBytes += value.byteLength;
      if (this.sizeBytes > this.maxSizeBytes) throw new ArtifactTooLarge(this.maxSizeBytes);
      this.hash.update(value);
      return value;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
