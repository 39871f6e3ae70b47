import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

const loader = new URL('./typescript-loader.mjs', import.meta.url).href;

/** Runs a TypeScript module in a process of its own, from its source, as specs do; nothing needs to be built. */
export const spawnSource = (file: string, args: readonly string[] = []): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['--conditions=daybook-source', '--no-warnings', `--import=${loader}`, file, ...args], { stdio: 'pipe' });
