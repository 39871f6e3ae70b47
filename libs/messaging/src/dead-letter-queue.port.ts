import type { DeadLetter, DeadLetterPage, DeadLetterQuery } from './consumer/dead-letters.port.js';

/** The operator's side of the dead letters: of one service where several share their store, and another's are not found. */
export interface DeadLetterQueue {
  /** Pending letters, oldest first; at most 200. */
  list(query: DeadLetterQuery): Promise<DeadLetterPage>;
  /**
   * Applies the key's letters in order up to this one, then those parked behind it.
   * @throws DeadLetterNotFound, ConsumerNotHere, or the error of the letter that failed again
   */
  retry(id: string): Promise<DeadLetter>;
  /** Gives the letter up and keeps who did so and why; those parked behind it go on. @throws DeadLetterNotFound */
  discard(id: string, actor?: string, reason?: string): Promise<DeadLetter>;
}

export const DEAD_LETTERS = Symbol.for('daybook.dead-letters');
