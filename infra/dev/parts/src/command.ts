import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InstallationFailed, ToolMissing } from './part.errors.js';

const execute = promisify(execFile);
const outputChars = 2000;

/** Runs a program of this machine to its end. @throws ToolMissing, InstallationFailed */
export const command = async (program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<void> => {
  try {
    await execute(program, [...args], { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw new ToolMissing(program, { cause: error });
    throw new InstallationFailed([program, ...args].join(' '), `${stdout}${stderr}`.trim().slice(-outputChars));
  }
};
