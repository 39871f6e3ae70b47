import { setImmediate as nextTurn } from 'node:timers/promises';

/** Awaited between batches: lets messages in now and then, and ends the work once the signal is aborted. */
export type Pause = () => Promise<void>;

export class TrainingCanceled extends Error {
  override readonly name = 'TrainingCanceled';
}

const TURN_MS = 40;

/** @throws TrainingCanceled (from the returned function) */
export const pauseFor = (signal: AbortSignal): Pause => {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > TURN_MS) {
      await nextTurn();
      last = performance.now();
    }
    if (signal.aborted) throw new TrainingCanceled();
  };
};
