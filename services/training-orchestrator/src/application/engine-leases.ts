/** One process of an engine. A former one neither renews its lease nor speaks for it. */
export type EngineInstance = Readonly<{ engineId: string; instanceId: string }>;
/** In milliseconds of a clock that never goes back. Without `listeningSinceMs` nobody listens, and silence says nothing. */
export type ListenerTimes = Readonly<{ nowMs: number; listeningSinceMs: number | null }>;

const leasesRemembered = 10;

/** When each engine was heard last. Not in the log, so lost at a restart. */
export class EngineLeases {
  private readonly since = new Map<string, number>();
  private readonly heardHere = new Set<string>();

  constructor(private readonly leaseMs: number) {}

  heard(instance: EngineInstance, nowMs: number): void {
    const key = keyOf(instance);
    this.since.set(key, nowMs);
    this.heardHere.add(key);
  }

  /** What the log says of an engine that this process has not heard may be from before a restart. */
  isHeard(instance: EngineInstance): boolean {
    return this.heardHere.has(keyOf(instance));
  }

  hasLapsed(instance: EngineInstance, times: ListenerTimes): boolean {
    return this.silenceMs(instance, times) >= this.leaseMs;
  }

  /** An engine that was never heard has a whole lease from the first question on; each has one when listening begins anew. */
  silenceMs(instance: EngineInstance, { nowMs, listeningSinceMs }: ListenerTimes): number {
    const key = keyOf(instance);
    const since = this.since.get(key) ?? nowMs;
    this.since.set(key, since);
    return listeningSinceMs === null ? 0 : nowMs - Math.max(since, listeningSinceMs);
  }

  forget(instance: EngineInstance): void {
    this.forgetKey(keyOf(instance));
  }

  /** Forgets instances of which nobody has asked or heard for long: others are in their place. */
  prune(nowMs: number): void {
    for (const [key, since] of this.since) if (nowMs - since > leasesRemembered * this.leaseMs) this.forgetKey(key);
  }

  private forgetKey(key: string): void {
    this.since.delete(key);
    this.heardHere.delete(key);
  }
}

const keyOf = ({ engineId, instanceId }: EngineInstance): string => `${engineId}/${instanceId}`;
