/** When each engine was heard last, in milliseconds of a clock that never goes back. Not in the log, so lost at a restart. */
export class EngineLeases {
  private readonly since = new Map<string, number>();
  private readonly heardHere = new Set<string>();

  constructor(private readonly leaseMs: number) {}

  heard(engineId: string, nowMs: number): void {
    this.since.set(engineId, nowMs);
    this.heardHere.add(engineId);
  }

  /** What the log says of an engine that this process has not heard may be from before a restart. */
  isHeard(engineId: string): boolean {
    return this.heardHere.has(engineId);
  }

  /** An engine that was never heard has a whole lease from the first question on. */
  hasLapsed(engineId: string, nowMs: number): boolean {
    return this.silenceMs(engineId, nowMs) >= this.leaseMs;
  }

  silenceMs(engineId: string, nowMs: number): number {
    const since = this.since.get(engineId) ?? nowMs;
    this.since.set(engineId, since);
    return nowMs - since;
  }

  forget(engineId: string): void {
    this.since.delete(engineId);
    this.heardHere.delete(engineId);
  }
}
