import type { Readable } from 'node:stream';

/** An artifact by its content: lower-case hex sha256 and size. */
export type ArtifactRef = Readonly<{ sha256: string; sizeBytes: number }>;
/** `storedAt` is when the content was put last, also where it was there already. */
export type StoredArtifact = ArtifactRef & Readonly<{ storedAt: Date }>;
/** `expectedSha256` is what the sender says that the content is. */
export type PutOptions = Readonly<{ expectedSha256?: string; maxSizeBytes?: number }>;
/** With `storedBefore`, only what has not been put (again) since then. */
export type DeleteOptions = Readonly<{ storedBefore?: Date }>;

/**
 * Content-addressed and immutable: the same content is stored once, and what is read is what was written. Where it is kept
 * elsewhere, each action may also end with ArtifactStoreUnavailable; it can then be repeated.
 */
export interface ArtifactStore {
  /**
   * Answers when the content is durable; nothing is kept of what fails.
   * @throws ArtifactTooLarge, ArtifactMismatch, ArtifactStoreFull, InvalidDigest, and what the content itself throws
   */
  put(content: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ArtifactRef>;
  /**
   * Read or destroy the stream. It fails with ArtifactCorrupt at its end when the bytes are not those of the sha256.
   * @throws ArtifactMissing, InvalidDigest
   */
  get(sha256: string): Promise<Readable>;
  /** Verified. @throws ArtifactMissing, ArtifactCorrupt, InvalidDigest */
  read(sha256: string): Promise<Buffer>;
  /** Null when there is none. @throws InvalidDigest */
  stat(sha256: string): Promise<ArtifactRef | null>;
  /** In no particular order; what comes and goes meanwhile may be listed or not. */
  list(): AsyncIterable<StoredArtifact>;
  /** False when nothing was deleted. @throws InvalidDigest */
  delete(sha256: string, options?: DeleteOptions): Promise<boolean>;
  close(): Promise<void>;
}
