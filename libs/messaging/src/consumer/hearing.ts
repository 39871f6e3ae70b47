/** After such a pause between two answers of the broker nobody knows what was missed. */
const longestPauseMs = 2000;

/** Since when a consumer has had an answer from the broker again and again. Times are in milliseconds of one clock. */
export class Hearing {
  private since: number | null = null;
  private last = Number.NEGATIVE_INFINITY;

  /** The broker has told what there is, be it nothing. */
  answered(nowMs: number): void {
    if (this.since === null || nowMs - this.last > longestPauseMs) this.since = nowMs;
    this.last = nowMs;
  }

  /** The consumer begins anew, and what came meanwhile it will not hear. */
  broken(): void {
    this.since = null;
  }

  listeningSince(nowMs: number): number | null {
    return nowMs - this.last > longestPauseMs ? null : this.since;
  }
}
