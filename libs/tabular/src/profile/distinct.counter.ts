const mostValues = 50_000;
/** Of one entry, roughly: the map's own share. */
const entryBytes = 100;

/** Counts values until there are too many of them, or too long ones; from then on only those known. */
export class DistinctCounter {
  private readonly counts = new Map<string, number>();
  private bytes = 0;
  private missed = false;

  constructor(private readonly mostBytes: number) {}

  add(value: string): void {
    const count = this.counts.get(value);
    if (count !== undefined) {
      this.counts.set(value, count + 1);
      return;
    }
    const bytes = value.length * 2 + entryBytes;
    if (this.counts.size >= mostValues || this.bytes + bytes > this.mostBytes) {
      this.missed = true;
      return;
    }
    this.bytes += bytes;
    this.counts.set(value, 1);
  }

  /** How many values there are; at least, where `isLowerBound`. */
  get distinct(): number {
    return this.counts.size;
  }

  get isLowerBound(): boolean {
    return this.missed;
  }

  /** Cells that hold one of the known values. */
  get counted(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  values(): readonly string[] {
    return [...this.counts.keys()];
  }

  /** Most frequent first, then by code unit. */
  ranked(): readonly Readonly<{ value: string; count: number }>[] {
    return [...this.counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  }
}
