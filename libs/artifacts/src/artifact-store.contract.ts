import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ArtifactRef, ArtifactStore } from './artifact-store.port.js';

export type Opened = Readonly<{ store: ArtifactStore; dispose: () => Promise<void> }>;

/** The bytes in chunks of the given size. */
export async function* chunked(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += size) yield bytes.subarray(begin, begin + size);
}
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What every adapter of the artifacts port keeps to. */
export const artifactStoreContract = (name: string, open: () => Promise<Opened>): void => {
  describe(`${name} as an artifact store`, () => {
    let opened: Opened;
    let store: ArtifactStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.dispose());

    const listed = async (): Promise<readonly ArtifactRef[]> => {
      const refs: ArtifactRef[] = [];
      for await (const { sha256, sizeBytes } of store.list()) refs.push({ sha256, sizeBytes });
      return refs;
    };

    it('answers any content by its digest, whatever its chunks', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 700 }), async (bytes, size) => {
          const ref = await store.put(chunked(bytes, size));
          expect(ref).toEqual({ sha256: sha256Of(bytes), sizeBytes: bytes.length });
          expect(new Uint8Array(await store.read(ref.sha256))).toEqual(bytes);
          expect(await buffer(await store.get(ref.sha256))).toEqual(Buffer.from(bytes));
        }),
        { numRuns: 25 },
      );
    });

    it('stores one content once, also when many put it at the same time', async () => {
      const bytes = randomBytes(50_000);
      const refs = await Promise.all(Array.from({ length: 16 }, (_, index) => store.put(chunked(bytes, 500 + index))));
      expect(new Set(refs.map(({ sha256 }) => sha256)).size).toBe(1);
      expect(await listed()).toEqual([{ sha256: sha256Of(bytes), sizeBytes: 50_000 }]);
    });

    it('refuses what is too large and keeps nothing of it', async () => {
      await expect(store.put(chunked(randomBytes(5000)), { maxSizeBytes: 4999 })).rejects.toMatchObject({ code: 'artifact-too-large' });
      expect(await listed()).toEqual([]);
    });

    it('keeps nothing of a content that breaks off', async () => {
      async function* breaking(): AsyncGenerator<Uint8Array> {
        yield randomBytes(1000);
        throw new Error('the sender has gone');
      }
      await expect(store.put(breaking())).rejects.toThrow('the sender has gone');
      expect(await listed()).toEqual([]);
    });

    it('says what is missing, and what is no digest', async () => {
      const absent = 'a'.repeat(64);
      expect(await store.stat(absent)).toBeNull();
      await expect(store.get(absent)).rejects.toMatchObject({ code: 'artifact-not-found' });
      for (const digest of ['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`]) {
        await expect(store.read(digest)).rejects.toMatchObject({ code: 'invalid-digest' });
      }
    });

    it('deletes once', async () => {
      const { sha256 } = await store.put(chunked(randomBytes(10)));
      expect(await store.delete(sha256)).toBe(true);
      expect(await store.delete(sha256)).toBe(false);
      expect(await store.stat(sha256)).toBeNull();
    });
  });
};
