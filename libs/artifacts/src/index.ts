export type * from './artifact-store.port.js';
export * from './artifact-store.errors.js';
export { FileArtifactStore } from './file/file-artifact-store.js';
export { collectGarbage, type GarbageOptions, type GarbageReport } from './garbage-collection.js';
