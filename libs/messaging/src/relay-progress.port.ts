/**
 * How far a service's facts have been handed to the broker: everything up to `position` is acknowledged by it, `lag` is
 * what the log has above. Of a service's instances one leads and relays; the others wait. `halted`: why it cannot go on.
 */
export type RelayStanding = Readonly<{
  relay: string;
  position: number;
  lag: number;
  leading: boolean;
  halted: string | null;
}>;

/** The relays of this process; there are none where consumers read the log themselves. */
export interface RelayProgress {
  list(): Promise<readonly RelayStanding[]>;
}

export const RELAY_PROGRESS = Symbol.for('daybook.relay-progress');
