import { asDigest } from '../artifact-digest.js';
import { ArtifactMismatch } from '../artifact-store.errors.js';
import type { ArtifactRef, PutOptions } from '../artifact-store.port.js';
import type { GuardedDeletion } from './guarded-deletion.js';
import { copyLarge } from './large-copy.js';
import { uploadLarge } from './large-upload.js';
import { MeasuredContent } from './measured-content.js';
import { keyOf } from './object-key.js';
import type { S3Bucket } from './s3-bucket.js';

/** What fits into one part goes to its place at once, a larger content by way of `incoming/`. */
export class ContentPut {
  constructor(
    private readonly bucket: S3Bucket,
    private readonly deletion: GuardedDeletion,
    private readonly partBytes: number,
  ) {}

  /** @throws ArtifactTooLarge, ArtifactMismatch, ArtifactStoreFull, ArtifactStoreUnavailable, InvalidDigest */
  async put(content: AsyncIterable<Uint8Array>, { expectedSha256, maxSizeBytes = Infinity }: PutOptions): Promise<ArtifactRef> {
    if (expectedSha256 !== undefined) asDigest(expectedSha256);
    const measured = new MeasuredContent(content, maxSizeBytes);
    try {
      const { body, ended } = await measured.take(this.partBytes);
      if (ended) return await this.putSmall(asExpected(measured.ref(), expectedSha256), body);
      return await this.putLarge(measured, body, expectedSha256);
    } finally {
      await measured.close();
    }
  }

  private putSmall(ref: ArtifactRef, body: Buffer): Promise<ArtifactRef> {
    const object = { key: keyOf(ref.sha256), body, sha256: base64Of(ref.sha256) };
    return this.untilSpared(ref, async () => {
      if (await this.bucket.create(object)) return;
      if (!(await this.isWhole(ref)) || !(await this.bucket.copy(object.key, object.key))) await this.bucket.replace(object);
    });
  }

  private async putLarge(measured: MeasuredContent, first: Buffer, expectedSha256?: string): Promise<ArtifactRef> {
    const from = await uploadLarge(this.bucket, measured, { first, partBytes: this.partBytes });
    try {
      const ref = asExpected(measured.ref(), expectedSha256);
      return await this.untilSpared(ref, () => copyLarge(this.bucket, { from, to: keyOf(ref.sha256), sizeBytes: ref.sizeBytes }));
    } finally {
      await this.bucket.delete(from);
    }
  }

  /** Whether S3 says that the object is the content. */
  private async isWhole({ sha256, sizeBytes }: ArtifactRef): Promise<boolean> {
    const found = await this.bucket.find(keyOf(sha256));
    return found?.sizeBytes === sizeBytes && found.sha256 === base64Of(sha256);
  }

  private async untilSpared(ref: ArtifactRef, put: () => Promise<void>): Promise<ArtifactRef> {
    do await put();
    while (!(await this.deletion.isSpared(ref.sha256)));
    return ref;
  }
}

const base64Of = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64');

const asExpected = (ref: ArtifactRef, expectedSha256?: string): ArtifactRef => {
  if (expectedSha256 !== undefined && expectedSha256 !== ref.sha256) throw new ArtifactMismatch(expectedSha256, ref.sha256);
  return ref;
};
