import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, LoadResult } from './load.process.js';

const generator = fileURLToPath(new URL('./load.process.js', import.meta.url));

/** Puts a server under load from another process. */
export const load = async (wanted: Load): Promise<LoadResult> => {
  const child = fork(generator);
  child.send(wanted);
  const [result] = (await once(child, 'message')) as [LoadResult];
  await once(child, 'exit');
  return result;
};
