import { mkdir, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { asDigest, isDigest } from '../artifact-digest.js';
import { unlessMissing } from './system-error.js';

/** Two levels of directories, `ab/cd/<sha256>`, so that none grows too large. */
export class DigestDirectories {
  /** Whose entry in their parent is on the disk, as far as this process has seen to it. */
  private readonly durable = new Set<string>();

  constructor(private readonly root: string) {}

  /** @throws InvalidDigest, so that no text can lead out of the root */
  pathOf(sha256: string): string {
    const digest = asDigest(sha256);
    return join(this.root, digest.slice(0, 2), digest.slice(2, 4), digest);
  }

  /** Makes the directories of an artifact. */
  async make(sha256: string): Promise<void> {
    await mkdir(join(this.pathOf(sha256), '..'), { recursive: true });
  }

  /** Answers when the name of an artifact would outlive a power cut. */
  async sync(sha256: string): Promise<void> {
    const inner = join(this.pathOf(sha256), '..');
    const outer = join(inner, '..');
    await syncDirectory(inner);
    // Another process may have made these and not come to sync them: each process does so once.
    await this.syncOnce(inner, outer);
    await this.syncOnce(outer, this.root);
  }

  /** Paths of all artifacts. */
  async *paths(): AsyncGenerator<Readonly<{ sha256: string; path: string }>> {
    for await (const outer of namesIn(this.root)) {
      if (!/^[0-9a-f]{2}$/.test(outer)) continue;
      for await (const inner of namesIn(join(this.root, outer))) {
        for await (const name of namesIn(join(this.root, outer, inner))) {
          if (isDigest(name)) yield { sha256: name, path: join(this.root, outer, inner, name) };
        }
      }
    }
  }

  private async syncOnce(directory: string, parent: string): Promise<void> {
    if (this.durable.has(directory)) return;
    await syncDirectory(parent);
    this.durable.add(directory);
  }
}

async function* namesIn(path: string): AsyncGenerator<string> {
  const directory = await unlessMissing(opendir(path), null);
  if (directory === null) return;
  for await (const { name } of directory) yield name;
}

const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
};
