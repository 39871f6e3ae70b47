/**
 * How far a consumer is: it has applied or dead-lettered everything up to `position`; `lag` is what the log has above
 * it. `halted` is the error that stops it where it cannot skip: an own event that this code does not know.
 */
export type ConsumerStanding = Readonly<{
  consumer: string;
  position: number;
  lag: number;
  deadLetters: number;
  paused: boolean;
  halted: string | null;
}>;

/** How far the consumers of this process are. */
export interface ConsumerProgress {
  /** True as soon as the consumer has applied everything up to the position, false when it has not within the time. */
  waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean>;
  list(): Promise<readonly ConsumerStanding[]>;
}

export const CONSUMER_PROGRESS = Symbol.for('daybook.consumer-progress');
