import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { asDigest } from '../artifact-digest.js';
import { ArtifactMismatch, ArtifactMissing } from '../artifact-store.errors.js';
import type { ArtifactRef, ArtifactStore, DeleteOptions, PutOptions, StoredArtifact } from '../artifact-store.port.js';
import { verifying } from '../verified-stream.js';
import { DigestDirectories } from './digest-directories.js';
import { writeDurably, type OpenFile } from './durable-write.js';
import { IncomingDirectory } from './incoming-directory.js';
import { orFull, unlessMissing } from './system-error.js';

/** Files under `ab/cd/<sha256>`; written aside, synced, then renamed, so that a name never has half of its content. */
export class FileArtifactStore implements ArtifactStore {
  private readonly directories: DigestDirectories;
  private readonly incoming: IncomingDirectory;

  private constructor(
    directory: string,
    private readonly openFile: OpenFile,
  ) {
    this.directories = new DigestDirectories(directory);
    this.incoming = new IncomingDirectory(directory);
  }

  /** Creates the directory and puts right what a crash has left. Several processes may share it. */
  static async open(directory: string, openFile: OpenFile = open): Promise<FileArtifactStore> {
    const store = new FileArtifactStore(directory, openFile);
    await store.incoming.open((sha256) => store.directories.pathOf(sha256));
    return store;
  }

  async put(content: AsyncIterable<Uint8Array>, { expectedSha256, maxSizeBytes = Infinity }: PutOptions = {}): Promise<ArtifactRef> {
    if (expectedSha256 !== undefined) asDigest(expectedSha256);
    const path = this.incoming.newPath();
    try {
      const ref = await writeDurably(content, { path, openFile: this.openFile, maxSizeBytes });
      if (expectedSha256 !== undefined && expectedSha256 !== ref.sha256) throw new ArtifactMismatch(expectedSha256, ref.sha256);
      await orFull(this.publish(path, ref.sha256));
      return ref;
    } finally {
      await rm(path, { force: true });
    }
  }

  async get(sha256: string): Promise<Readable> {
    const file = await unlessMissing(open(this.directories.pathOf(sha256)), null);
    if (file === null) throw new ArtifactMissing(sha256);
    // The reader of the returned stream hears every error of the pipeline.
    return pipeline(file.createReadStream(), verifying(sha256), () => undefined);
  }

  async read(sha256: string): Promise<Buffer> {
    return buffer(await this.get(sha256));
  }

  async stat(sha256: string): Promise<ArtifactRef | null> {
    const found = await unlessMissing(stat(this.directories.pathOf(sha256)), null);
    return found === null ? null : { sha256, sizeBytes: found.size };
  }

  async *list(): AsyncGenerator<StoredArtifact> {
    for await (const { sha256, path } of this.directories.paths()) {
      const found = await unlessMissing(stat(path), null);
      if (found !== null) yield { sha256, sizeBytes: found.size, storedAt: found.mtime };
    }
  }

  async delete(sha256: string, { storedBefore }: DeleteOptions = {}): Promise<boolean> {
    const path = this.directories.pathOf(sha256);
    if (storedBefore !== undefined) return this.incoming.deleteOlder(sha256, path, storedBefore);
    return unlessMissing(
      rm(path).then(() => true),
      false,
    );
  }

  async close(): Promise<void> {}

  /** Replaces what is there: it may be damaged, or old enough for the garbage collection to be about to delete it. */
  private async publish(path: string, sha256: string): Promise<void> {
    await this.directories.make(sha256);
    await rename(path, this.directories.pathOf(sha256));
    await this.directories.sync(sha256);
  }
}
