import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { S3Bucket } from './s3-bucket.js';
import { translated, unlessAnswered } from './s3-error.js';

const leftoverAfterMs = 24 * 3_600_000;
const prefixes = ['incoming/', 'deleting/'] as const;

/** Removes what a crash has left under way, once nobody can be at it any more. */
export const removeLeftovers = async (bucket: S3Bucket, now = Date.now()): Promise<void> => {
  const isOld = (date: Date | undefined): boolean => date !== undefined && now - date.getTime() > leftoverAfterMs;
  for (const prefix of prefixes) {
    for await (const { Key, LastModified } of bucket.list(prefix)) if (Key !== undefined && isOld(LastModified)) await bucket.delete(Key);
  }
  const { client, name: Bucket } = bucket;
  const { Uploads = [] } = await translated(client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'incoming/' })));
  for (const { Key, UploadId, Initiated } of Uploads) {
    // Another one that opens the store may have been faster.
    if (isOld(Initiated)) await translated(unlessAnswered(client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })), [404], null));
  }
};
