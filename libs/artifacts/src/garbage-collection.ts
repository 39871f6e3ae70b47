import type { ArtifactStore } from './artifact-store.port.js';

/**
 * Young artifacts are spared: whoever wrote them may be about to refer to them. A dry run deletes nothing and says what
 * would be.
 */
export type GarbageOptions = Readonly<{ olderThanMs: number; now?: () => number; dryRun?: boolean }>;
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
  { olderThanMs, now = Date.now, dryRun = false }: GarbageOptions,
): Promise<GarbageReport> => {
  const storedBefore = new Date(now() - olderThanMs);
  const remove = async (sha256: string): Promise<boolean> => dryRun || store.delete(sha256, { storedBefore });
  let [kept, deleted, deletedBytes] = [0, 0, 0];
  for await (const { sha256, sizeBytes, storedAt } of store.list()) {
    const garbage = storedAt < storedBefore && !(await isReferenced(sha256)) && (await remove(sha256));
    kept += garbage ? 0 : 1;
    deleted += garbage ? 1 : 0;
    deletedBytes += garbage ? sizeBytes : 0;
  }
  return { kept, deleted, deletedBytes };
};
