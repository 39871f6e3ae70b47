import { CompleteMultipartUploadCommand, AbortMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCopyCommand, type CompletedPart } from '@aws-sdk/client-s3';
import { ArtifactStoreUnavailable } from '../artifact-store.errors.js';
import type { S3Bucket } from './s3-bucket.js';
import { translated } from './s3-error.js';

/** S3 copies no more than this in one request. */
export const copyLimitBytes = 5 * 1024 ** 3;

export type LargeCopy = Readonly<{ from: string; to: string; sizeBytes: number; limitBytes?: number }>;

/** Copies an object of any size within the bucket; nothing of it is there until all is. */
export const copyLarge = async (bucket: S3Bucket, copy: LargeCopy): Promise<void> => {
  if (copy.sizeBytes > (copy.limitBytes ?? copyLimitBytes)) return translated(copyInParts(bucket, copy));
  if (!(await bucket.copy(copy.from, copy.to))) throw new ArtifactStoreUnavailable({ cause: new Error(`${copy.from} has gone while it was copied`) });
};

const copyInParts = async ({ client, name: Bucket }: S3Bucket, { from, to: Key, sizeBytes, limitBytes = copyLimitBytes }: LargeCopy): Promise<void> => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  try {
    const Parts: CompletedPart[] = [];
    for (let begin = 0; begin < sizeBytes; begin += limitBytes) {
      const CopySourceRange = `bytes=${begin}-${Math.min(begin + limitBytes, sizeBytes) - 1}`;
      const part = { Bucket, Key, UploadId, PartNumber: Parts.length + 1, CopySource: encodeURI(`${Bucket}/${from}`), CopySourceRange };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part));
      Parts.push({ PartNumber: part.PartNumber, ETag: CopyPartResult?.ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    throw error;
  }
};
