import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes the directory and those above it that are not there. Level by level: Node's own `recursive` tries for ever where
 * a parent is there and nothing can be made in it, as in `/proc`. @throws what the operating system says
 */
export const makeDataDirectory = (directory: string): void => {
  const path = resolve(directory);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  makeDataDirectory(dirname(path));
  mkdirSync(path);
};
