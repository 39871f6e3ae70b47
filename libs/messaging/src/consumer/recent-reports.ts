import type { EngineReport, RunReport } from '@daybook/contracts';

/** Last sequence number of each run attempt, for as many attempts as fit: an older number is a repetition. */
export class RecentReports {
  private readonly sequences = new Map<string, number>();

  constructor(private readonly capacity = 10_000) {}

  /** True for a run report that was admitted before, or that came before one that was. */
  has(report: EngineReport): boolean {
    return 'sequence' in report && report.sequence <= (this.sequences.get(attemptOf(report)) ?? 0);
  }

  /** False for a run report that came before; reports about anything else have no number and always pass. */
  admit(report: EngineReport): boolean {
    if (!('sequence' in report)) return true;
    if (this.has(report)) return false;
    const attempt = attemptOf(report);
    // Deleted first, so that the attempt heard of least recently is the one forgotten.
    this.sequences.delete(attempt);
    this.sequences.set(attempt, report.sequence);
    const [oldest] = this.sequences.keys();
    if (this.sequences.size > this.capacity && oldest !== undefined) this.sequences.delete(oldest);
    return true;
  }
}

const attemptOf = ({ engineId, runId, attempt }: RunReport): string => `${engineId}\n${runId}\n${attempt}`;
