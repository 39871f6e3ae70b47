import type { EngineReport } from '@daybook/contracts';

/** Last sequence number of each run attempt, for as many attempts as fit: an older number is a repetition. */
export class RecentReports {
  private readonly sequences = new Map<string, number>();

  constructor(private readonly capacity = 10_000) {}

  /** False for a run report that came before; reports about anything else have no number and always pass. */
  admit(report: EngineReport): boolean {
    if (!('sequence' in report)) return true;
    const attempt = `${report.engineId}\n${report.runId}\n${report.attempt}`;
    if (report.sequence <= (this.sequences.get(attempt) ?? 0)) return false;
    // Deleted first, so that the attempt heard of least recently is the one forgotten.
    this.sequences.delete(attempt);
    this.sequences.set(attempt, report.sequence);
    const [oldest] = this.sequences.keys();
    if (this.sequences.size > this.capacity && oldest !== undefined) this.sequences.delete(oldest);
    return true;
  }
}
