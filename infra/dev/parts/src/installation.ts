import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { localPath } from './local-directory.js';
import { locked } from './lock.js';

/** Where a part of this name, which carries its version, is or will be installed. */
export const installationPath = (name: string): string => localPath('parts', name);

/** Fills the directory of that name once, whoever else asks for it; half of an installation is never seen under the name. */
export const installOnce = async (name: string, fill: (directory: string) => Promise<void>): Promise<void> => {
  const path = installationPath(name);
  if (existsSync(path)) return;
  await locked(`${path}.lock`, async () => {
    if (existsSync(path)) return;
    const aside = `${path}.${randomUUID()}`;
    try {
      await mkdir(aside, { recursive: true });
      await fill(aside);
      await rename(aside, path);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  });
};
