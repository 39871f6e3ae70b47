import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What tells a running process from a later one that was given the same pid; null when it has ended. */
export const processIdentity = async (pid: number, platform = process.platform): Promise<string | null> => {
  try {
    return await (platform === 'linux' ? identityInProc(pid) : identityByPs(pid));
  } catch {
    return null;
  }
};

/** Ticks from the start of the machine to that of the process, and which start of the machine. */
const identityInProc = async (pid: number): Promise<string | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in parentheses, which may hold blanks and parentheses itself.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return state === 'Z' ? null : `${boot.trim()} ${fields[18]}`;
};

const identityByPs = async (pid: number): Promise<string | null> => {
  const { stdout } = await execute('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } });
  const [state = 'Z', ...started] = stdout.trim().split(/\s+/);
  return state.startsWith('Z') ? null : started.join(' ');
};
