export type Sighted = Readonly<{ runId: string; attempt: number }>;

export const keyOfAttempt = ({ runId, attempt }: Sighted): string => `${runId}/${attempt}`;

/** Since when attempts that an engine should work on have been missing from its heartbeats. */
export class AttemptSightings {
  private readonly missingSince = new Map<string, ReadonlyMap<string, number>>();

  constructor(private readonly graceMs: number) {}

  /** Of what the engine should work on and does not list now, that which it has not listed for the whole grace. */
  overdue<T extends Sighted>(engineId: string, missing: readonly T[], nowMs: number): readonly T[] {
    const before = this.missingSince.get(engineId);
    const since = new Map(missing.map((attempt) => [keyOfAttempt(attempt), before?.get(keyOfAttempt(attempt)) ?? nowMs]));
    if (since.size > 0) this.missingSince.set(engineId, since);
    else this.forget(engineId);
    return missing.filter((attempt) => nowMs - (since.get(keyOfAttempt(attempt)) ?? nowMs) >= this.graceMs);
  }

  /** Every grace of the engine begins anew. */
  forget(engineId: string): void {
    this.missingSince.delete(engineId);
  }
}
