/** A message that a handler could not handle, kept until somebody decides. */
export type DeadLetter = Readonly<{
  id: string;
  consumer: string;
  key: string;
  type: string;
  /** Log position of a fact; null for an engine's report. */
  position: number | null;
  message: unknown;
  code: string;
  reason: string;
  attempts: number;
  at: string;
}>;

export type DeadLetterPage = Readonly<{ items: readonly DeadLetter[]; nextCursor: string | null }>;

/** What a consumer must remember across restarts. It may lag behind the effects, never run ahead of them. */
export interface ConsumerState {
  /** Everything at or below was handled. */
  checkpoint(consumer: string): number;
  /** Last position applied per key, above the checkpoint only. */
  appliedAbove(consumer: string, checkpoint: number): ReadonlyMap<string, number>;
  save(consumer: string, checkpoint: number, applied: ReadonlyMap<string, number>): void;
  bury(letter: Omit<DeadLetter, 'id'>): void;
  /** Keys with dead letters: what follows must wait behind them. */
  blockedKeys(consumer: string): ReadonlySet<string>;
  letters(query: Readonly<{ consumer?: string; after?: string; limit: number }>): DeadLetterPage;
  letter(id: string): DeadLetter | null;
  firstOfKey(consumer: string, key: string): DeadLetter | null;
  remove(id: string): void;
  close(): void;
}
