import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
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
});
