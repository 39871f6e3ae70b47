/** A message as every transport hands it to the consumer's core. */
export type ConsumedMessage = Readonly<{
  /** The same for every delivery of the same message. */
  id: string;
  kind: 'fact' | 'engine-report';
  type: string;
  topic: string;
  /** Messages of one key are applied in order. */
  key: string;
  /** Place in the log; null for engine reports, which are not in it. */
  position: number | null;
  /** Where its record stands in its topic; only of one that could not be read, which says nothing of itself. `offset` is a decimal number. */
  record?: Readonly<{ partition: number; offset: string }>;
  payload: unknown;
  /**
   * What becomes of a message that cannot be applied. `hold`: a dead letter, and later messages of its key wait behind
   * it. `set-aside`: a dead letter, and the key goes on.
   */
  onFailure: 'hold' | 'set-aside';
}>;

/** Applies a message; an error means that it was not applied. */
export type MessageHandling = (message: ConsumedMessage) => Promise<void>;
