import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

const loader = new URL('./typescript-loader.mjs', import.meta.url).href;

/** The options with which Node.js runs TypeScript modules of this workspace from their sources; nothing needs to be built. */
export const sourceOptions: readonly string[] = ['--conditions=daybook-source', '--no-warnings', `--import=${loader}`];

/** Runs a TypeScript module in a process of its own, from its source, as specs do. */
export const spawnSource = (file: string, args: readonly string[] = []): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [...sourceOptions, file, ...args], { stdio: 'pipe' });
