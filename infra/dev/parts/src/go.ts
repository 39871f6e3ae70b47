import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.js';

/** Builds a program from its Go module, which Go verifies against its checksum database, into a directory, as `name`. */
export const buildGoProgram = async (directory: string, name: string, source: string): Promise<void> => {
  await command('go', ['install', source], { GOBIN: directory });
  const built = source.replace(/@.*$/, '').split('/').at(-1) ?? name;
  await rename(join(directory, built), join(directory, name));
};
