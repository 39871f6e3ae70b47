/**
 * How far a service's facts have been handed to the broker: everything up to `position` is acknowledged by it, `lag` is
 * what the log has above. Of a service's instances one leads and relays; the others wait, and cannot tell: null. One that
 * has led and knows of nobody else who does, since the broker is away, goes on telling. `halted`: why it cannot go on.
 */
export type RelayStanding = Readonly<{
  relay: string;
  position: number;
  lag: number | null;
  leading: boolean;
  halted: string | null;
}>;

/** The relays of this process; there are none where consumers read the log themselves. */
export interface RelayProgress {
  list(): Promise<readonly RelayStanding[]>;
}

export const RELAY_PROGRESS = Symbol.for('daybook.relay-progress');
