/** How well this process hears the heartbeats of engines. */
export interface HeartbeatWatch {
  /** Since when it has heard all of them without a break, in milliseconds of `performance.now()`; null while it may not. */
  listeningSince(): number | null;
}

export const HEARTBEAT_WATCH = Symbol.for('daybook.heartbeat-watch');
