export type { ArtifactRef, ArtifactStore, DeleteOptions, PutOptions, StoredArtifact } from './artifact-store.port.js';
export { ArtifactCorrupt, ArtifactMismatch, ArtifactMissing, ArtifactStoreFull, ArtifactStoreUnavailable, ArtifactTooLarge, InvalidDigest } from './artifact-store.errors.js';
export { FileArtifactStore } from './file/file-artifact-store.js';
export { addressOf, openArtifactStore, type ArtifactLocation } from './artifact-location.js';
export { outlast } from './outlast.js';
export type { BucketMade, S3ArtifactStoreOptions } from './s3/s3-artifact-store.options.js';
export { collectGarbage, type GarbageOptions, type GarbageReport } from './garbage-collection.js';
