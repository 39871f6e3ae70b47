import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDigest } from '../artifact-digest.js';
import { codeOf, unlessMissing } from './system-error.js';

const leftoverAfterMs = 3_600_000;
type PathOf = (sha256: string) => string;

/** Files on their way in or out, on the same file system as the artifacts so that a rename is atomic. */
export class IncomingDirectory {
  private readonly path: string;

  constructor(root: string) {
    this.path = join(root, 'incoming');
  }

  /** Puts right what a crash has left: half-written files go once they are old, half-deleted ones come back. */
  async open(pathOf: PathOf): Promise<void> {
    await mkdir(this.path, { recursive: true });
    for (const name of await readdir(this.path)) {
      const [sha256 = ''] = name.split('.');
      if (isDigest(sha256)) await restore(join(this.path, name), pathOf(sha256));
      else await this.removeIfOld(name);
    }
  }

  /** For a file that is written. */
  newPath(): string {
    return join(this.path, randomUUID());
  }

  /**
   * Deletes a file unless it was written since. It is taken aside first: between a look at its time and its deletion the
   * same content could be put again.
   */
  async deleteOlder(sha256: string, path: string, storedBefore: Date): Promise<boolean> {
    const aside = join(this.path, `${sha256}.${randomUUID()}`);
    const taken = await unlessMissing(rename(path, aside).then(() => stat(aside)), null);
    if (taken === null) return false;
    if (taken.mtime < storedBefore) {
      await rm(aside, { force: true });
      return true;
    }
    await restore(aside, path);
    return false;
  }

  private async removeIfOld(name: string): Promise<void> {
    const path = join(this.path, name);
    const found = await unlessMissing(stat(path), null);
    if (found !== null && Date.now() - found.mtimeMs > leftoverAfterMs) await rm(path, { recursive: true, force: true });
  }
}

/** Back to its place, unless the content is there again. */
const restore = async (aside: string, path: string): Promise<void> => {
  try {
    await link(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw error;
  }
  await rm(aside, { force: true });
};
