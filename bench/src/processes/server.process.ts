import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own. */
export type Server = Readonly<{ url: string; pid: number; stop: () => Promise<void> }>;

const main = fileURLToPath(import.meta.resolve('@daybook/standalone'));
/** Flags for the service's process alone, e.g. `--cpu-prof`. */
const nodeFlags = (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');

const serverOf = (child: ChildProcess, url: string): Server => {
  // Also when the measurement fails: nothing stays behind.
  process.once('exit', () => child.kill('SIGTERM'));
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const start = async (args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Server> => {
  const env = { ...process.env, DAYBOOK_PORT: '0', DAYBOOK_LOG_LEVEL: 'error', ...settings };
  delete (env as NodeJS.ProcessEnv)['DAYBOOK_LOCAL_DIR'];
  const child = spawn(process.execPath, [...nodeFlags, main, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Daybook answers at ([^\s,]+)/.exec(line)?.[1];
    if (url !== undefined) return serverOf(child, url);
  }
  throw new Error('Daybook ended before it answered');
};

/** The whole product as `npm start` runs it, on a free port, saying errors only. */
export const startDaybook = (dataDirectory: string, settings: Readonly<Record<string, string>> = {}): Promise<Server> =>
  start([], { DAYBOOK_DATA_DIR: dataDirectory, ...settings });

/** Each service a process of its own, on the servers that the settings name; `pid` is that of the process which starts them. */
export const startFleet = (settings: Readonly<Record<string, string>>): Promise<Server> => start(['--profile', 'distributed'], settings);

/** A module that sends its URL to its parent. */
export const startProcess = async (module: URL, args: readonly string[]): Promise<Server> => {
  const child = fork(fileURLToPath(module), args);
  const [url] = (await once(child, 'message')) as [string];
  return serverOf(child, url);
};
