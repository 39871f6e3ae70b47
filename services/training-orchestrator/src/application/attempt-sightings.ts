export type Sighted = Readonly<{ runId: string; attempt: number }>;

const keyOf = ({ runId, attempt }: Sighted): string => `${runId}/${attempt}`;

/** Since when attempts that an engine should work on have been missing from its heartbeats. */
export class AttemptSightings {
  private readonly missingSince = new Map<string, Map<string, number>>();

  constructor(private readonly graceMs: number) {}

  /** Of what the engine should work on, that which it has not listed for the whole grace. */
  overdue<T extends Sighted>(engineId: string, expected: readonly T[], listed: readonly Sighted[], nowMs: number): readonly T[] {
    const seen = new Set(listed.map(keyOf));
    const before = this.missingSince.get(engineId);
    const missing = expected.filter((attempt) => !seen.has(keyOf(attempt)));
    const since = new Map(missing.map((attempt) => [keyOf(attempt), before?.get(keyOf(attempt)) ?? nowMs]));
    if (since.size > 0) this.missingSince.set(engineId, since);
    else this.missingSince.delete(engineId);
    return missing.filter((attempt) => nowMs - (since.get(keyOf(attempt)) ?? nowMs) >= this.graceMs);
  }
}
