import type { ArtifactStore } from './artifact-store.port.js';

/** Young artifacts are spared: whoever wrote them may be about to refer to them. */
export type GarbageOptions = Readonly<{ olderThanMs: number; now?: () => number }>;
export type GarbageReport = Readonly<{ kept: number; deleted: number; deletedBytes: number }>;

/** Deletes what nothing refers to. */
export const collectGarbage = async (
  store: ArtifactStore,
  isReferenced: (sha256: string) => Promise<boolean>,
  { olderThanMs, now = Date.now }: GarbageOptions,
): Promise<GarbageReport> => {
  let [kept, deleted, deletedBytes] = [0, 0, 0];
  for await (const { sha256, sizeBytes, storedAt } of store.list()) {
    if (now() - storedAt.getTime() < olderThanMs || (await isReferenced(sha256))) {
      kept += 1;
      continue;
    }
    await store.delete(sha256);
    deleted += 1;
    deletedBytes += sizeBytes;
  }
  return { kept, deleted, deletedBytes };
};
