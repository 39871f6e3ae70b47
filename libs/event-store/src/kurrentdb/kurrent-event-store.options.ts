/** How long the adapter waits for its server; all in milliseconds. */
export type KurrentEventStoreOptions = Readonly<{
  /** For an append or a tombstone with all its resends; then its outcome is unknown. */
  appendTimeoutMs?: number;
  /** For the next events of a read. */
  readTimeoutMs?: number;
  /** A subscription that says nothing for so long is looked after, and replaced where it has missed an event. */
  silenceMs?: number;
  /** Told of every lost connection, before the next attempt; for the service's log. */
  onTrouble?: (what: string, cause: unknown) => void;
}>;

export type KurrentTimes = Readonly<Required<KurrentEventStoreOptions>>;

export const timesOf = (options: KurrentEventStoreOptions): KurrentTimes => ({
  appendTimeoutMs: 10_000,
  readTimeoutMs: 10_000,
  silenceMs: 2_000,
  onTrouble: () => undefined,
  ...options,
});
