import { fileURLToPath } from 'node:url';
import { command } from './command.js';

/** A file of this package that is not TypeScript. */
export const assetPath = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Copies the jars of a pom and all that they need into a directory. Maven verifies the checksum of each. */
export const copyJars = async (pom: string, directory: string): Promise<void> => {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${directory}`];
  await command('mvn', ['--quiet', '--batch-mode', '--strict-checksums', '--file', assetPath(`maven/${pom}.xml`), ...goal]);
};
