import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { isDigest } from '../artifact-digest.js';
import { ArtifactMissing } from '../artifact-store.errors.js';
import type { ArtifactRef, ArtifactStore, DeleteOptions, PutOptions, StoredArtifact } from '../artifact-store.port.js';
import { verifying } from '../verified-stream.js';
import { ContentPut } from './content-put.js';
import { GuardedDeletion } from './guarded-deletion.js';
import { removeLeftovers } from './leftovers.js';
import { artifactPrefix, keyOf } from './object-key.js';
import type { BucketMade, S3ArtifactStoreOptions } from './s3-artifact-store.options.js';
import { S3Bucket } from './s3-bucket.js';
import { s3Client } from './s3-client.js';
import { translated } from './s3-error.js';
import { download } from './verified-download.js';

const defaultPartBytes = 8 * 1024 * 1024;

/** Objects of an S3 bucket under `sha256/<digest>`, each the plain content. */
export class S3ArtifactStore implements ArtifactStore {
  private readonly deletion: GuardedDeletion;
  private readonly contents: ContentPut;

  private constructor(
    private readonly bucket: S3Bucket,
    partBytes: number,
  ) {
    this.deletion = new GuardedDeletion(bucket);
    this.contents = new ContentPut(bucket, this.deletion, partBytes);
  }

  /**
   * Makes the bucket where it is missing, tells `made` so, and removes what a crash has left under way a day ago.
   * @throws ArtifactStoreUnavailable, ArtifactStoreRefused
   */
  static async open(options: S3ArtifactStoreOptions, made: BucketMade = () => {}): Promise<S3ArtifactStore> {
    const bucket = new S3Bucket(s3Client(options), options.bucket);
    if (await bucket.open(options.region)) made(bucket.name);
    await removeLeftovers(bucket);
    return new S3ArtifactStore(bucket, options.partBytes ?? defaultPartBytes);
  }

  async put(content: AsyncIterable<Uint8Array>, options: PutOptions = {}): Promise<ArtifactRef> {
    return this.contents.put(content, options);
  }

  async get(sha256: string): Promise<Readable> {
    const key = keyOf(sha256);
    const begun = await translated(this.bucket.read(key));
    if (begun === null) throw new ArtifactMissing(sha256);
    const bytes = Readable.from(download(this.bucket, { sha256, key, begun }), { objectMode: false });
    // The reader of the returned stream hears every error of the pipeline.
    return pipeline(bytes, verifying(sha256), () => undefined);
  }

  async read(sha256: string): Promise<Buffer> {
    return buffer(await this.get(sha256));
  }

  async stat(sha256: string): Promise<ArtifactRef | null> {
    const found = await this.bucket.find(keyOf(sha256));
    return found === null ? null : { sha256, sizeBytes: found.sizeBytes };
  }

  async *list(): AsyncGenerator<StoredArtifact> {
    for await (const { Key = '', Size = 0, LastModified = new Date(0) } of this.bucket.list(artifactPrefix)) {
      const sha256 = Key.slice(artifactPrefix.length);
      if (isDigest(sha256)) yield { sha256, sizeBytes: Size, storedAt: LastModified };
    }
  }

  async delete(sha256: string, { storedBefore }: DeleteOptions = {}): Promise<boolean> {
    const key = keyOf(sha256);
    if (storedBefore !== undefined) return this.deletion.deleteOlder(sha256, storedBefore);
    if ((await this.bucket.find(key)) === null) return false;
    await this.bucket.delete(key);
    return true;
  }

  async close(): Promise<void> {
    this.bucket.client.destroy();
  }
}
