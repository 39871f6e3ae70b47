import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { describeWith } from '@daybook/testing';
import { artifactStoreContract } from '../artifact-store.contract.js';
import { keyOf } from './object-key.js';
import { S3ArtifactStore } from './s3-artifact-store.js';
import { s3Client } from './s3-client.js';

await describeWith('s3', 'With an S3 server', (server) => {
  const optionsOf = (bucket: string) => ({ endpoint: server.url, region: 'us-east-1', bucket, ...server.credentials, forcePathStyle: true });

  artifactStoreContract('a bucket', async () => {
    const options = optionsOf(`contract-${randomUUID()}`);
    const store = await S3ArtifactStore.open(options);
    const client = s3Client(options);
    return {
      store,
      overwrite: async (sha256, bytes) => void (await client.send(new PutObjectCommand({ Bucket: options.bucket, Key: keyOf(sha256), Body: bytes }))),
      dispose: async () => {
        client.destroy();
        await store.close();
      },
    };
  });

  it('a bucket that is missing is made by one, who says so, and not again', async () => {
    const options = optionsOf(`made-${randomUUID()}`);
    const made: string[] = [];
    const open = () => S3ArtifactStore.open(options, (bucket) => made.push(bucket));
    for (const store of [...(await Promise.all([open(), open()])), await open()]) await store.close();
    expect(made).toEqual([options.bucket]);
  });
});
