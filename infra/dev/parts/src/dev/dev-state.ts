import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartName, Placement } from '../part.js';

/** A server that `npm run dev:up` has started. */
export type DevServer = Placement & Readonly<{ pid: number; identity: string }>;
export type DevState = Readonly<Partial<Record<PartName, DevServer>>>;

/** The file in which `npm run dev:up` remembers what it has started. */
export class DevStateFile {
  private readonly path: string;

  constructor(private readonly directory: string) {
    this.path = join(directory, 'state.json');
  }

  async read(): Promise<DevState> {
    try {
      return JSON.parse(await readFile(this.path, 'utf8')) as DevState;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return {};
    }
  }

  /** Replaces the file at once, so that nobody reads half of it. */
  async write(state: DevState): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    await writeFile(`${this.path}.new`, JSON.stringify(state, null, 2));
    await rename(`${this.path}.new`, this.path);
  }
}
