import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ArtifactRef, ArtifactStore } from './artifact-store.port.js';
import { collectGarbage } from './garbage-collection.js';

/** An empty store; `overwrite` puts other bytes under a digest behind the store's back. */
export type Opened = Readonly<{
  store: ArtifactStore;
  overwrite: (sha256: string, bytes: Uint8Array) => Promise<void>;
  dispose: () => Promise<void>;
}>;

/** The bytes in chunks of the given size. */
export async function* chunked(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += size) yield bytes.subarray(begin, begin + size);
}
/** The name of an artifact of these bytes. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

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

    it('takes a Node.js stream, and content that is empty', async () => {
      const bytes = randomBytes(300_000);
      expect(await store.put(Readable.from(chunked(bytes, 65_536)))).toEqual({ sha256: sha256Of(bytes), sizeBytes: 300_000 });
      const empty = await store.put(chunked(new Uint8Array()));
      expect(empty).toEqual({ sha256: sha256Of(new Uint8Array()), sizeBytes: 0 });
      expect(await store.read(empty.sha256)).toHaveLength(0);
    });

    it('takes what is as expected, and keeps nothing of what is not', async () => {
      const bytes = randomBytes(100);
      const expectedSha256 = sha256Of(bytes);
      const other = randomBytes(100);
      await expect(store.put(chunked(other), { expectedSha256 })).rejects.toMatchObject({
        code: 'artifact-mismatch',
        expected: expectedSha256,
        actual: sha256Of(other),
      });
      expect(await listed()).toEqual([]);
      expect(await store.put(chunked(bytes), { expectedSha256, maxSizeBytes: 100 })).toEqual({ sha256: expectedSha256, sizeBytes: 100 });
      await expect(store.put(chunked(bytes), { expectedSha256: '../x' })).rejects.toMatchObject({ code: 'invalid-digest' });
    });

    it('says what is missing, and what is no digest', async () => {
      const absent = 'a'.repeat(64);
      expect(await store.stat(absent)).toBeNull();
      await expect(store.get(absent)).rejects.toMatchObject({ code: 'artifact-not-found', sha256: absent });
      await expect(store.read(absent)).rejects.toMatchObject({ code: 'artifact-not-found' });
      for (const digest of ['', '.', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`, `${'a'.repeat(64)}\0`]) {
        for (const ask of [store.read(digest), store.get(digest), store.stat(digest), store.delete(digest)]) {
          await expect(ask).rejects.toMatchObject({ code: 'invalid-digest' });
        }
      }
    });

    it('notices bytes that are not what they were: of another value, fewer or more', async () => {
      const bytes = randomBytes(100_000);
      const { sha256 } = await store.put(chunked(bytes));
      const [flipped, longer] = [Buffer.from(bytes), Buffer.concat([bytes, Buffer.from('x')])];
      flipped[70_000] = (flipped[70_000] ?? 0) ^ 1;
      for (const damaged of [flipped, bytes.subarray(0, 99_999), longer, new Uint8Array()]) {
        await store.delete(sha256);
        await opened.overwrite(sha256, damaged);
        await expect(store.read(sha256)).rejects.toMatchObject({ code: 'artifact-corrupt', sha256, actual: sha256Of(damaged) });
        await expect(buffer(await store.get(sha256))).rejects.toMatchObject({ code: 'artifact-corrupt' });
      }
    });

    it('is whole again once the content is put again', async () => {
      const bytes = randomBytes(1000);
      const { sha256 } = await store.put(chunked(bytes));
      await opened.overwrite(sha256, randomBytes(1000));
      await store.put(chunked(bytes));
      expect(await store.read(sha256)).toEqual(bytes);
    });

    it('lists everything with its size and the time of its last put', async () => {
      const before = Date.now() - 2000;
      const refs = await Promise.all(Array.from({ length: 30 }, (_, index) => store.put(chunked(randomBytes(index)))));
      const bySha256 = (a: ArtifactRef, b: ArtifactRef): number => (a.sha256 < b.sha256 ? -1 : 1);
      expect([...(await listed())].sort(bySha256)).toEqual([...refs].sort(bySha256));
      for await (const { storedAt } of store.list()) expect(storedAt.getTime()).toBeGreaterThan(before);
    });

    it('reads on what is deleted meanwhile, or says that it is missing', async () => {
      const bytes = randomBytes(400_000);
      const { sha256 } = await store.put(chunked(bytes, 65_536));
      const stream = await store.get(sha256);
      await store.delete(sha256);
      const outcome: unknown = await buffer(stream).catch((error: unknown) => error);
      if (Buffer.isBuffer(outcome)) expect(outcome).toEqual(bytes);
      else expect(outcome).toMatchObject({ code: 'artifact-not-found' });
    });

    it('deletes once', async () => {
      const { sha256 } = await store.put(chunked(randomBytes(10)));
      expect(await store.delete(sha256)).toBe(true);
      expect(await store.delete(sha256)).toBe(false);
      expect(await store.stat(sha256)).toBeNull();
    });

    it('deletes only what was not put since, where that is asked', async () => {
      const bytes = randomBytes(10);
      const { sha256 } = await store.put(chunked(bytes));
      expect(await store.delete(sha256, { storedBefore: new Date(Date.now() - 60_000) })).toBe(false);
      expect(await store.read(sha256)).toEqual(bytes);
      expect(await store.delete(sha256, { storedBefore: new Date(Date.now() + 60_000) })).toBe(true);
      expect(await store.stat(sha256)).toBeNull();
      expect(await store.delete(sha256, { storedBefore: new Date(Date.now() + 60_000) })).toBe(false);
    });

    it('answers like a map from digests to bytes, whatever is done in whatever order', async () => {
      const contents = [0, 1, 2].map((size) => randomBytes(size * 700));
      const step = fc.record({ content: fc.nat(2), act: fc.constantFrom('put', 'delete', 'delete old', 'read') });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          for (const bytes of contents) await store.delete(sha256Of(bytes));
          const expected = new Map<string, Buffer>();
          for (const { content, act } of steps) {
            const bytes = contents[content] ?? Buffer.alloc(0);
            const sha256 = sha256Of(bytes);
            if (act === 'put') expected.set((await store.put(chunked(bytes))).sha256, bytes);
            if (act === 'delete') expect(await store.delete(sha256)).toBe(expected.delete(sha256));
            if (act === 'delete old') expect(await store.delete(sha256, { storedBefore: new Date(0) })).toBe(false);
            expect(await store.stat(sha256)).toEqual(expected.has(sha256) ? { sha256, sizeBytes: bytes.length } : null);
            if (act === 'read' && expected.has(sha256)) expect(await store.read(sha256)).toEqual(bytes);
          }
          expect((await listed()).map((ref) => ref.sha256).sort()).toEqual([...expected.keys()].sort());
        }),
        { numRuns: 20 },
      );
    });
  });

  describe(`the garbage of ${name}`, () => {
    let opened: Opened;
    let store: ArtifactStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.dispose());

    const later = (): number => Date.now() + 120_000;
    const olderThanMs = 60_000;

    it('is what nothing refers to, unless it is young', async () => {
      const [kept, lost] = await Promise.all([10, 20].map((size) => store.put(chunked(randomBytes(size)))));
      const isReferenced = async (sha256: string): Promise<boolean> => sha256 === kept?.sha256;
      expect(await collectGarbage(store, isReferenced, { olderThanMs })).toEqual({ kept: 2, deleted: 0, deletedBytes: 0 });
      expect(await collectGarbage(store, isReferenced, { olderThanMs, now: later })).toEqual({ kept: 1, deleted: 1, deletedBytes: 20 });
      expect(await store.stat(lost?.sha256 ?? '')).toBeNull();
      expect(await store.stat(kept?.sha256 ?? '')).toEqual(kept);
    });

    it('is only counted by a dry run', async () => {
      const { sha256 } = await store.put(chunked(randomBytes(30)));
      const options = { olderThanMs, now: later, dryRun: true };
      expect(await collectGarbage(store, async () => false, options)).toEqual({ kept: 0, deleted: 1, deletedBytes: 30 });
      expect(await store.stat(sha256)).not.toBeNull();
    });

    it('is not what is put again while it is being collected', async () => {
      const bytes = randomBytes(10);
      const { sha256 } = await store.put(chunked(bytes));
      await new Promise((resolve) => setTimeout(resolve, 60));
      const putsAgain = async (): Promise<boolean> => {
        await store.put(chunked(bytes));
        return false;
      };
      expect(await collectGarbage(store, putsAgain, { olderThanMs: 30 })).toEqual({ kept: 1, deleted: 0, deletedBytes: 0 });
      expect(await store.read(sha256)).toEqual(bytes);
    });

    it('is not decided where nobody can say what is referenced', async () => {
      const { sha256 } = await store.put(chunked(randomBytes(10)));
      const unknown = (): Promise<boolean> => Promise.reject(new Error('the views are away'));
      await expect(collectGarbage(store, unknown, { olderThanMs, now: later })).rejects.toThrow('the views are away');
      expect(await store.stat(sha256)).not.toBeNull();
    });
  });
};
