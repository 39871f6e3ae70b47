import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { FaultProxy, describeWithLocal } from '@daybook/testing';
import { chunked, sha256Of } from '../artifact-store.contract.js';
import { S3ArtifactStore } from './s3-artifact-store.js';
import type { S3ArtifactStoreOptions } from './s3-artifact-store.options.js';

const mebibyte = 1024 * 1024;
const partBytes = 5 * mebibyte;
const unavailable = { code: 'artifact-store-unavailable' };

await describeWithLocal(['s3', 'toxiproxy'], 'Artifacts in a bucket, when its server fails', (server, toxiproxy) => {
  let wire: FaultProxy;
  let options: S3ArtifactStoreOptions;
  let store: S3ArtifactStore;
  const [kept, other] = [randomBytes(2 * partBytes), randomBytes(1000)];

  beforeAll(async () => {
    wire = await FaultProxy.before(server, toxiproxy);
    const place = { endpoint: `http://${wire.address}`, region: 'us-east-1', bucket: 'faults', forcePathStyle: true };
    options = { ...place, ...server.credentials, idleTimeoutMs: 500, partBytes };
    store = await S3ArtifactStore.open(options);
    await store.put(chunked(kept, mebibyte));
  });
  afterEach(() => wire.heal());
  afterAll(() => store.close());

  const everything = (): readonly Promise<unknown>[] => [
    store.put(chunked(other)),
    store.read(sha256Of(kept)),
    store.stat(sha256Of(kept)),
    store.list()[Symbol.asyncIterator]().next(),
    store.delete(sha256Of(kept)),
    store.delete(sha256Of(kept), { storedBefore: new Date(0) }),
    S3ArtifactStore.open(options),
  ];

  it('says that it is not there, in time, and goes on when it is back', async () => {
    const faults = [() => wire.cut(), () => wire.silence()];
    for (const fault of faults) {
      await fault();
      for (const action of everything()) await expect(action).rejects.toMatchObject(unavailable);
      await wire.heal();
      expect((await store.read(sha256Of(kept))).equals(kept)).toBe(true);
    }
  }, 60_000);

  it('has what it has acknowledged after its server was killed', async () => {
    const { sha256 } = await store.put(chunked(other));
    await server.kill9();
    await expect(store.read(sha256)).rejects.toMatchObject(unavailable);
    await server.restart();
    expect((await store.read(sha256)).equals(other)).toBe(true);
  }, 60_000);

  it('reads on where a connection has broken', async () => {
    await wire.breakAfter(3 * mebibyte);
    expect((await store.read(sha256Of(kept))).equals(kept)).toBe(true);
  });

  it('does not end a stream as if it were whole when the server does not come back', async () => {
    const stream = await store.get(sha256Of(kept));
    await wire.cut();
    await expect(buffer(stream)).rejects.toMatchObject(unavailable);
  });

  it('takes no more of a content than it can send', async () => {
    let takenBytes = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        if (takenBytes === 2 * partBytes) await wire.silence();
        takenBytes += mebibyte;
        yield Buffer.alloc(mebibyte);
      }
    }
    await expect(store.put(endless())).rejects.toMatchObject(unavailable);
    expect(takenBytes).toBeLessThanOrEqual(6 * partBytes);
  }, 60_000);

  it('says that it is refused with other keys', async () => {
    await expect(S3ArtifactStore.open({ ...options, secretAccessKey: 'another-secret' })).rejects.toMatchObject({ code: 'artifact-store-refused', message: expect.stringContaining('HTTP status 403') });
    await expect(S3ArtifactStore.open({ ...options, bucket: 'No_Bucket' })).rejects.toMatchObject({ code: 'artifact-store-refused' });
  });
});
