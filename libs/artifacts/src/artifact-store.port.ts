import type { Readable } from 'node:stream';

/** An artifact by its content: lower-case hex sha256 and size. */
export type ArtifactRef = Readonly<{ sha256: string; sizeBytes: number }>;
export type PutOptions = Readonly<{ maxSizeBytes?: number }>;

/** Content-addressed and immutable: the same content is stored once, and what is read is what was written. */
export interface ArtifactStore {
  /** Answers when the content is durable. @throws ArtifactTooLarge, ArtifactStoreFull */
  put(content: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ArtifactRef>;
  /** The stream fails with ArtifactCorrupt at its end when the bytes are not those of the sha256. @throws ArtifactMissing, InvalidDigest */
  get(sha256: string): Promise<Readable>;
  /** Verified. @throws ArtifactMissing, ArtifactCorrupt, InvalidDigest */
  read(sha256: string): Promise<Buffer>;
  stat(sha256: string): Promise<ArtifactRef | null>;
  list(): AsyncIterable<ArtifactRef & Readonly<{ storedAt: Date }>>;
  /** False when there was none. */
  delete(sha256: string): Promise<boolean>;
  close(): Promise<void>;
}
