import type { ArtifactStore } from './artifact-store.port.js';

/** Young artifacts are spared: whoever wrote them may be about to refer to them. */
export type GarbageOptions = Readonly<{ olderThanMs: number; now?: () => number }>;
/** `kept` are those that were listed and stay. */
export type GarbageReport = Readonly<{ kept: number; deleted: number; deletedBytes: number }>;

/**
 * Deletes what nothing refers to and was last put more than `olderThanMs` ago. Safe beside puts: what is put again
 * meanwhile stays, so a caller that refers to an artifact within `olderThanMs` of its put finds it. `isReferenced` is asked
 * after the artifact was listed; references to what is unreferenced now must come with a put.
 */
export const collectGarbage = async (
  store: ArtifactStore,
  isReferenced: (sha256: string) => Promise<boolean>,
  { olderThanMs, now = Date.now }: GarbageOptions,
): Promise<GarbageReport> => {
  const storedBefore = new Date(now() - olderThanMs);
  let [kept, deleted, deletedBytes] = [0, 0, 0];
  for await (const { sha256, sizeBytes, storedAt } of store.list()) {
    const garbage = storedAt < storedBefore && !(await isReferenced(sha256)) && (await store.delete(sha256, { storedBefore }));
    kept += garbage ? 0 : 1;
    deleted += garbage ? 1 : 0;
    deletedBytes += garbage ? sizeBytes : 0;
  }
  return { kept, deleted, deletedBytes };
};
