import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import type { MeasuredContent } from './measured-content.js';
import type { S3Bucket } from './s3-bucket.js';
import { inOurWords } from './s3-error.js';

const partsAtOnce = 2;

/** Uploads what does not fit into memory, `first` and then the rest, in parts and under a name of its own: its digest is known at its end only. */
export const uploadLarge = async (bucket: S3Bucket, content: MeasuredContent, { first, partBytes }: Readonly<{ first: Buffer; partBytes: number }>): Promise<string> => {
  const key = `incoming/${randomUUID()}`;
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first;
    yield* content.rest();
  }
  const params = { Bucket: bucket.name, Key: key, Body: Readable.from(all(), { objectMode: false, highWaterMark: partBytes }) };
  const upload = new Upload({ client: bucket.client, params, partSize: partBytes, queueSize: partsAtOnce, leavePartsOnError: false });
  try {
    await upload.done();
    return key;
  } catch (error) {
    throw content.failure ?? inOurWords(error);
  }
};
