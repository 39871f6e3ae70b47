import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { locked } from '../lock.js';
import type { PartName } from '../part.js';
import { DevStateFile, type DevServer } from './dev-state.js';
import { processIdentity } from './process-identity.js';

const stopAfterMs = 15_000;
const pollMs = 50;

/** Ends what `devUp` has started in this directory and nothing else; their data stays. */
export const devDown = (directory: string, report: (line: string) => void): Promise<void> =>
  locked(join(directory, 'dev.lock'), async () => {
    const file = new DevStateFile(directory);
    const state = await file.read();
    for (const [name, server] of Object.entries(state) as [PartName, DevServer][]) {
      report(`${name} ${(await end(server)) ? 'has ended' : 'was not running'}`);
    }
    await file.write({});
  });

/** False when its process has ended before, also when another one has its pid now. */
const end = async (server: DevServer): Promise<boolean> => {
  if (!(await isRunning(server))) return false;
  signal(server, 'SIGTERM');
  // One that is paused would not notice.
  signal(server, 'SIGCONT');
  const force = performance.now() + stopAfterMs;
  while (await isRunning(server)) {
    if (performance.now() > force) signal(server, 'SIGKILL');
    await delay(pollMs);
  }
  return true;
};

const isRunning = async ({ pid, identity }: DevServer): Promise<boolean> => (await processIdentity(pid)) === identity;

const signal = ({ pid }: DevServer, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
