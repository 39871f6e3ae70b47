import type { ArtifactStore } from './artifact-store.port.js';
import { FileArtifactStore } from './file/file-artifact-store.js';
import type { BucketMade, S3ArtifactStoreOptions } from './s3/s3-artifact-store.options.js';

/** Where artifacts are kept, as it can be told to another process. */
export type ArtifactLocation = Readonly<{ kind: 'directory'; directory: string } | { kind: 's3'; bucket: S3ArtifactStoreOptions }>;

/** The store at a location. What S3 needs is loaded only for S3. */
export const openArtifactStore = async (location: ArtifactLocation, made?: BucketMade): Promise<ArtifactStore> => {
  switch (location.kind) {
    case 'directory':
      return FileArtifactStore.open(location.directory);
    case 's3': {
      const { S3ArtifactStore } = await import('./s3/s3-artifact-store.js');
      return S3ArtifactStore.open(location.bucket, made);
    }
  }
};

/** For people. */
export const addressOf = (location: ArtifactLocation): string =>
  location.kind === 's3' ? `${location.bucket.endpoint ?? 's3'}/${location.bucket.bucket}` : location.directory;
