import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { localPath } from './local-directory.js';
import { locked } from './lock.js';

/** Where a part of this name, which carries its version, is or will be installed. */
export const installationPath = (name: string): string => localPath('parts', name);

const asideMark = '.half.';

/** Fills the directory of that name once, whoever else asks for it; half of an installation is never seen under the name. */
export const installOnce = async (name: string, fill: (directory: string) => Promise<void>): Promise<void> => {
  const path = installationPath(name);
  if (existsSync(path)) return;
  await locked(`${path}.lock`, async () => {
    if (existsSync(path)) return;
    await removeHalves(path);
    const aside = `${path}${asideMark}${randomUUID()}`;
    try {
      await mkdir(aside, { recursive: true });
      await fill(aside);
      await rename(aside, path);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
};

/** What one has left who was killed. */
const removeHalves = async (path: string): Promise<void> => {
  const names = await readdir(dirname(path));
  const halves = names.filter((name) => name.startsWith(`${basename(path)}${asideMark}`));
  for (const name of halves) await rm(join(dirname(path), name), { recursive: true });
};
