import type { Lane } from './dead-letters.port.js';

/** Sees to it that of all processes one at a time applies the letters of a lane, whoever is asked to and whoever has its partition. */
export interface LaneTurns {
  /**
   * Runs the task when nobody else is at work on the lane's letters, and answers true; false when the signal came before
   * its turn. The task's signal aborts with that one, and when the turn is lost: then somebody else may have begun.
   */
  take(lane: Lane, signal: AbortSignal, task: (signal: AbortSignal) => Promise<void>): Promise<boolean>;
}
