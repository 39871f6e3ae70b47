import type { KurrentConnection } from './kurrent-connection.js';
import { Slots } from './slots.js';

/**
 * All appends of a client share one gRPC stream. Where 16 or more wait to be written and the connection breaks, the
 * client raises rejections that nobody can catch, and the process ends.
 */
const mostOfOneClient = 15;

/** Connections for appends; the next one is used when the ones before are full. */
export class AppendLanes {
  private readonly underWay: number[];
  private readonly slots: Slots;

  constructor(private readonly connections: readonly KurrentConnection[]) {
    this.underWay = connections.map(() => 0);
    this.slots = new Slots(connections.length * mostOfOneClient);
  }

  /** Null when no turn came in time. */
  async withLane<T>(timeoutMs: number, act: (connection: KurrentConnection) => Promise<T>): Promise<T | null> {
    if (!(await this.slots.take(timeoutMs))) return null;
    const lane = this.underWay.findIndex((count) => count < mostOfOneClient);
    this.underWay[lane] = (this.underWay[lane] ?? 0) + 1;
    try {
      return await act(this.connections[lane] as KurrentConnection);
    } finally {
      this.underWay[lane] = (this.underWay[lane] ?? 1) - 1;
      this.slots.release();
    }
  }
}
