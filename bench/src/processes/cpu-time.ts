import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** CPU time of a process and its threads so far, in milliseconds; NaN where there is no /proc. */
export const cpuTimeMs = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
};
