import { randomBytes, randomUUID } from 'node:crypto';
import { ListPartsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '@daybook/testing';
import { chunked, sha256Of } from '../artifact-store.contract.js';
import { GuardedDeletion } from './guarded-deletion.js';
import { ContentPut } from './content-put.js';
import { copyLarge } from './large-copy.js';
import { removeLeftovers } from './leftovers.js';
import { S3ArtifactStore } from './s3-artifact-store.js';
import { S3Bucket } from './s3-bucket.js';
import { s3Client } from './s3-client.js';

const mebibyte = 1024 * 1024;
const partBytes = 5 * mebibyte;

await describeWith('s3', 'A bucket of artifacts', (server) => {
  let bucket: S3Bucket;
  let store: S3ArtifactStore;
  const optionsOf = (name: string) => ({ endpoint: server.url, region: 'us-east-1', bucket: name, ...server.credentials, forcePathStyle: true, partBytes });

  beforeAll(async () => {
    const options = optionsOf(`artifacts-${randomUUID()}`);
    store = await S3ArtifactStore.open(options);
    bucket = new S3Bucket(s3Client(options), options.bucket);
  });
  beforeEach(async () => {
    for await (const { Key = '' } of bucket.list('')) await bucket.delete(Key);
  });
  afterAll(async () => {
    await store.close();
    bucket.client.destroy();
  });

  const keys = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { Key = '' } of bucket.list('')) found.push(Key);
    return found;
  };

  it('takes a content of many parts and keeps nothing beside it', async () => {
    const bytes = randomBytes(3 * partBytes + 17);
    const ref = { sha256: sha256Of(bytes), sizeBytes: bytes.length };
    expect(await store.put(chunked(bytes, 300_000))).toEqual(ref);
    expect((await store.read(ref.sha256)).equals(bytes)).toBe(true);
    expect(await store.put(chunked(bytes, 700_000), { expectedSha256: ref.sha256 })).toEqual(ref);
    expect(await keys()).toEqual([`sha256/${ref.sha256}`]);
  });

  it('keeps nothing of a large content that is too large, other than expected, or breaks off, and ends its upload', async () => {
    const uploads: { Key: string; UploadId: string }[] = [];
    const client = s3Client(optionsOf(bucket.name));
    client.middlewareStack.add((next) => async (given) => {
      const result = await next(given);
      const { Key, UploadId } = result.output as { Key?: string; UploadId?: string };
      if (Key !== undefined && UploadId !== undefined) uploads.push({ Key, UploadId });
      return result;
    });
    const observed = new S3Bucket(client, bucket.name);
    const contents = new ContentPut(observed, new GuardedDeletion(observed), partBytes);
    const bytes = randomBytes(3 * partBytes);
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* chunked(bytes, mebibyte);
      throw new Error('the sender has gone');
    }
    await expect(contents.put(breaking(), {})).rejects.toThrow('the sender has gone');
    await expect(contents.put(chunked(bytes, mebibyte), { maxSizeBytes: 2 * partBytes })).rejects.toMatchObject({ code: 'artifact-too-large' });
    await expect(contents.put(chunked(bytes, mebibyte), { expectedSha256: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'artifact-mismatch' });
    client.destroy();
    expect(await keys()).toEqual([]);
    expect(uploads.length).toBeGreaterThanOrEqual(3);
    for (const upload of uploads) {
      await expect(bucket.client.send(new ListPartsCommand({ Bucket: bucket.name, ...upload }))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    }
  });

  it('lets one of twenty make an object', async () => {
    const object = { key: 'sha256/one', body: randomBytes(1000) };
    const made = await Promise.all(Array.from({ length: 20 }, () => bucket.create(object)));
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it('copies in ranges what cannot be copied at once', async () => {
    const bytes = randomBytes(2 * partBytes + 1000);
    await bucket.replace({ key: 'incoming/one', body: bytes });
    await copyLarge(bucket, { from: 'incoming/one', to: `sha256/${sha256Of(bytes)}`, sizeBytes: bytes.length, limitBytes: partBytes });
    expect((await store.read(sha256Of(bytes))).equals(bytes)).toBe(true);
  });

  it('loses nothing that is put again while it is deleted for its age', async () => {
    const contents = Array.from({ length: 40 }, () => randomBytes(100));
    for (const bytes of contents) await store.put(chunked(bytes));
    // `Last-Modified` says no more than the second.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const storedBefore = new Date();
    const race = async (bytes: Buffer): Promise<boolean> => {
      const [deleted] = await Promise.all([store.delete(sha256Of(bytes), { storedBefore }), store.put(chunked(bytes))]);
      expect((await store.read(sha256Of(bytes))).equals(bytes)).toBe(true);
      return deleted;
    };
    for (const bytes of contents) await race(bytes);
    expect(await keys()).toHaveLength(40);
  });

  it('is cleared of what a crash has left under way, once that is old', async () => {
    await bucket.replace({ key: 'incoming/one', body: randomBytes(10) });
    await bucket.replace({ key: 'deleting/one', body: randomBytes(0) });
    await removeLeftovers(bucket);
    expect(await keys()).toHaveLength(2);
    await removeLeftovers(bucket, Date.now() + 25 * 3_600_000);
    expect(await keys()).toEqual([]);
  });
});
