import type { ConsumedMessage } from './consumed-message.types.js';

/** Why a try failed; `stack` is its first lines. */
export type Failure = Readonly<{ errorCode: string; message: string; stack: string }>;

/** A message that could not be applied. Times are ISO 8601, UTC. */
export type DeadLetter = Readonly<{
  id: string;
  consumer: string;
  message: ConsumedMessage;
  /** `failed` ran out of tries, `parked` waits behind a letter of its key, `malformed` breaks its schema. */
  reason: 'failed' | 'parked' | 'malformed';
  /** Null for a parked one, which was never tried. */
  failure: Failure | null;
  attempts: number;
  firstAt: string;
  lastAt: string;
}>;

/** The messages of one consumer that keep their order among each other. */
export type Lane = Readonly<{ consumer: string; kind: ConsumedMessage['kind']; key: string }>;

/** `nextCursor` is the next page's `after`. */
export type DeadLetterPage = Readonly<{ items: readonly DeadLetter[]; nextCursor: string | null }>;
export type DeadLetterQuery = Readonly<{ consumer?: string; limit: number; after?: string }>;

export type LetterCount = Readonly<{ consumer: string; kind: ConsumedMessage['kind']; letters: number }>;

/**
 * Durable dead letters; pending until they are applied or discarded. Where several services keep theirs in one place,
 * `list`, `find` and `counts` tell of those of one service.
 */
export interface DeadLetters {
  /** Changes nothing when the letter is there already; false when it is there and was discarded. */
  add(letter: DeadLetter): Promise<boolean>;
  /** Pending, oldest first. */
  list(query: DeadLetterQuery): Promise<DeadLetterPage>;
  /** Null when it is not there or not pending any more. */
  find(id: string): Promise<DeadLetter | null>;
  /** The pending letter that comes first in the lane: by its place in the log, or by when it was added. Null when the lane is free. */
  firstOf(lane: Lane): Promise<DeadLetter | null>;
  /** Keys of the lanes that are held, each with the highest position among its pending letters, 0 where none has one. */
  heldKeys(consumer: string, kind: ConsumedMessage['kind']): Promise<ReadonlyMap<string, number>>;
  /** Another round of tries failed. */
  failedAgain(id: string, failure: Failure, attempts: number, at: string): Promise<void>;
  applied(id: string): Promise<void>;
  /** Kept with who gave it up and why. */
  discarded(id: string, actor: string, reason: string, at: string): Promise<void>;
  /** Pending letters, where there are some. */
  counts(): Promise<readonly LetterCount[]>;
}
