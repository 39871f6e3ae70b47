import { setTimeout as delay } from 'node:timers/promises';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { ArtifactMissing } from '../artifact-store.errors.js';
import type { S3Bucket } from './s3-bucket.js';
import { inOurWords, isTransient } from './s3-error.js';

const resumptions = 4;
const pauseMs = 200;

/** `begun` is the answer to the first request for it. */
export type Download = Readonly<{ sha256: string; key: string; begun: GetObjectCommandOutput }>;

/** The bytes of an object; a connection that breaks in between is taken up again where it broke. @throws ArtifactMissing, ArtifactStoreUnavailable */
export async function* download(bucket: S3Bucket, { sha256, key, begun }: Download): AsyncGenerator<Uint8Array> {
  let [offset, left]: [number, number] = [0, resumptions];
  for (let answer: GetObjectCommandOutput | null = begun; ; ) {
    try {
      if (answer === null) answer = await bucket.read(key, offset, begun.ETag);
      if (answer === null) throw new ArtifactMissing(sha256);
      for await (const chunk of answer.Body as Readable) {
        offset += (chunk as Uint8Array).byteLength;
        left = resumptions;
        yield chunk as Uint8Array;
      }
      return;
    } catch (error) {
      if (error instanceof ArtifactMissing) throw error;
      if (offset === begun.ContentLength) return;
      if (left === 0 || !isTransient(error)) throw inOurWords(error);
    }
    left -= 1;
    answer = null;
    await delay(pauseMs);
  }
}
