import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ArtifactMissing, ArtifactStoreFull, ArtifactTooLarge, InvalidDigest } from '../artifact-store.errors.js';
import type { ArtifactRef, ArtifactStore, PutOptions } from '../artifact-store.port.js';
import { verifying } from '../verified-stream.js';

const digest = /^[0-9a-f]{64}$/;
const leftoverAfterMs = 3_600_000;
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

/** Files under `ab/cd/<sha256>`; written aside, synced, then renamed, so that a name never has half of its content. */
export class FileArtifactStore implements ArtifactStore {
  private constructor(private readonly directory: string) {}

  /** Creates the directory and removes what a crash has left half-written. Several processes may share it. */
  static async open(directory: string): Promise<FileArtifactStore> {
    const store = new FileArtifactStore(directory);
    await mkdir(store.incoming, { recursive: true });
    await store.removeLeftovers();
    return store;
  }

  async put(content: AsyncIterable<Uint8Array>, { maxSizeBytes = Infinity }: PutOptions = {}): Promise<ArtifactRef> {
    const temporary = join(this.incoming, randomUUID());
    try {
      const file = await open(temporary, 'wx');
      const ref = await write(file, content, maxSizeBytes).finally(() => file.close());
      if ((await this.stat(ref.sha256)) === null) await this.publish(temporary, ref.sha256);
      return ref;
    } catch (error) {
      throw codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT' ? new ArtifactStoreFull({ cause: error }) : error;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async get(sha256: string): Promise<Readable> {
    if ((await this.stat(sha256)) === null) throw new ArtifactMissing(sha256);
    // The reader of the returned stream hears every error of the pipeline.
    return pipeline(createReadStream(this.pathOf(sha256)), verifying(sha256), () => undefined);
  }

  async read(sha256: string): Promise<Buffer> {
    return buffer(await this.get(sha256));
  }

  async stat(sha256: string): Promise<ArtifactRef | null> {
    try {
      const { size } = await stat(this.pathOf(sha256));
      return { sha256, sizeBytes: size };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  async *list(): AsyncGenerator<ArtifactRef & Readonly<{ storedAt: Date }>> {
    for (const entry of await readdir(this.directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !digest.test(entry.name)) continue;
      const { size, mtime } = await stat(join(entry.parentPath, entry.name));
      yield { sha256: entry.name, sizeBytes: size, storedAt: mtime };
    }
  }

  async delete(sha256: string): Promise<boolean> {
    try {
      await rm(this.pathOf(sha256));
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async close(): Promise<void> {}

  private get incoming(): string {
    return join(this.directory, 'incoming');
  }

  private pathOf(sha256: string): string {
    if (!digest.test(sha256)) throw new InvalidDigest(sha256);
    return join(this.directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }

  private async publish(temporary: string, sha256: string): Promise<void> {
    const path = this.pathOf(sha256);
    const parent = join(path, '..');
    await mkdir(parent, { recursive: true });
    await rename(temporary, path);
    for (const directory of [parent, join(parent, '..'), this.directory]) await syncDirectory(directory);
  }

  private async removeLeftovers(): Promise<void> {
    for (const name of await readdir(this.incoming)) {
      const path = join(this.incoming, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > leftoverAfterMs) await rm(path, { force: true });
    }
  }
}

const write = async (file: FileHandle, content: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<ArtifactRef> => {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxSizeBytes) throw new ArtifactTooLarge(maxSizeBytes);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  await file.sync();
  return { sha256: hash.digest('hex'), sizeBytes };
};

const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
};
