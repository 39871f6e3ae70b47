import type { LaneTurns } from '../consumer/lane-turns.port.js';

/** Where one process has all consumers: within it the tasks of a key take their turns already. */
export const soleProcessTurns: LaneTurns = {
  async take(_lane, signal, task) {
    if (signal.aborted) return false;
    await task(signal);
    return true;
  },
};
