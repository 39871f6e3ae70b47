import type { ConsumedMessage } from './consumer/consumed-message.types.js';
import type { LetterCount } from './consumer/dead-letters.port.js';

/**
 * How far a consumer is with messages of one kind: `lag` is what it has not applied or dead-lettered, in positions of the
 * log where it reads the log itself, and in records of this process's partitions where they come by Kafka. `position` is
 * how far it is in the log, null for what is not in it. `skipped` counts facts of types that this code does not know, null
 * where none can come. `halted` says why it does not go on, or not with all keys.
 */
export type ConsumerStanding = Readonly<{
  consumer: string;
  kind: ConsumedMessage['kind'];
  position: number | null;
  lag: number;
  skipped: number | null;
  paused: boolean;
  halted: string | null;
}>;

/** How far the consumers of this process are. */
export interface ConsumerProgress {
  /** True as soon as the consumer has applied everything up to the position, false when it has not within the time. */
  waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean>;
  /** Needs no store: where the log, the broker or the dead letters are away it says what was known last. */
  list(): Promise<readonly ConsumerStanding[]>;
  /** Pending letters of this service, of all its instances. Rejects while their store is away. */
  deadLetters(): Promise<readonly LetterCount[]>;
}

export const CONSUMER_PROGRESS = Symbol.for('daybook.consumer-progress');
