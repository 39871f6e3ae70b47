const maxDelayMs = 30_000;
const stableMs = 60_000;

/** How long to wait before a restart: doubles with every crash, begins anew after a process that lived a minute. */
export class RestartDelay {
  private crashes = 0;
  private startedAt = 0;

  constructor(
    private readonly firstDelayMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  started(): void {
    this.startedAt = this.now();
  }

  next(): number {
    if (this.now() - this.startedAt >= stableMs) this.crashes = 0;
    const delayMs = Math.min(maxDelayMs, this.firstDelayMs * 2 ** this.crashes);
    this.crashes += 1;
    return delayMs;
  }
}
