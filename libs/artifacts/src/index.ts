export type { ArtifactRef, ArtifactStore, DeleteOptions, PutOptions, StoredArtifact } from './artifact-store.port.js';
export { ArtifactCorrupt, ArtifactMismatch, ArtifactMissing, ArtifactStoreFull, ArtifactTooLarge, InvalidDigest } from './artifact-store.errors.js';
export { FileArtifactStore } from './file/file-artifact-store.js';
export { collectGarbage, type GarbageOptions, type GarbageReport } from './garbage-collection.js';
