/** The last position of a key that a consumer has applied. */
export type AppliedPosition = Readonly<{ topic: string; key: string; position: number }>;

/** Durable memory of how far each consumer is. It may lag behind the effects, never be ahead of them. */
export interface ConsumerOffsets {
  /** Everything up to this position has been applied; 0 for a consumer that never ran. */
  checkpoint(consumer: string): Promise<number>;
  /** 0 where the key was never seen. */
  lastPosition(consumer: string, topic: string, key: string): Promise<number>;
  /** All or nothing. */
  save(consumer: string, checkpoint: number, applied: readonly AppliedPosition[]): Promise<void>;
}
