import { readdirSync, readFileSync } from 'node:fs';

/** In megabytes. `rss` counts a page that processes share in each of them, `pss` in equal parts: only that adds up. */
export type ProcessMemory = Readonly<{ pid: number; command: string; rss: number; pss: number; private: number }>;

const megabytes = (rollup: string, ...fields: readonly string[]): number =>
  fields.reduce((sum, field) => sum + Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0), 0) / 1024;

const parentOf = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return Number.NaN;
  }
};

const withChildren = (pid: number): readonly number[] => {
  const children = readdirSync('/proc').map(Number).filter((other) => parentOf(other) === pid);
  return [pid, ...children.flatMap(withChildren)];
};

/** A process and all that it has started, as the Linux kernel counts them. */
export const memoryOf = (pid: number): readonly ProcessMemory[] =>
  withChildren(pid).map((one) => {
    const rollup = readFileSync(`/proc/${one}/smaps_rollup`, 'utf8');
    const command = readFileSync(`/proc/${one}/cmdline`, 'utf8').split('\0').filter((part) => part.endsWith('.js')).join(' ');
    return {
      pid: one,
      command: command.split('/').slice(-3).join('/'),
      rss: megabytes(rollup, 'Rss'),
      pss: megabytes(rollup, 'Pss'),
      private: megabytes(rollup, 'Private_Clean', 'Private_Dirty'),
    };
  });
