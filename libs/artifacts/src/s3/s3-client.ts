import { S3Client } from '@aws-sdk/client-s3';
import type { S3ArtifactStoreOptions } from './s3-artifact-store.options.js';

const connectTimeoutMs = 3_000;
const attempts = 4;
const defaultIdleTimeoutMs = 15_000;

/** A client whose requests end: each has a deadline for the connection, for its answer and for silence, and few repetitions. */
export const s3Client = (options: S3ArtifactStoreOptions): S3Client => {
  const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle, idleTimeoutMs = defaultIdleTimeoutMs } = options;
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    forcePathStyle,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: attempts,
    // What is read is held against its sha256 anyway.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: idleTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: idleTimeoutMs,
    },
  });
};
