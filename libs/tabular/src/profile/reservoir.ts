/** A uniform sample of a stream of unknown length; the same stream gives the same sample. */
export class Reservoir {
  private readonly kept: number[] = [];
  private seen = 0;
  private state = 0x9e3779b9;

  constructor(private readonly size: number) {}

  add(value: number): void {
    this.seen += 1;
    if (this.kept.length < this.size) {
      this.kept.push(value);
      return;
    }
    const place = Math.floor(this.random() * this.seen);
    if (place < this.size) this.kept[place] = value;
  }

  /** Whether some values were left out. */
  get isPartial(): boolean {
    return this.seen > this.kept.length;
  }

  /** The value below which a fraction lies, between neighbours by straight line; NaN for an empty stream. */
  quantiles(): (fraction: number) => number {
    const sorted = Float64Array.from(this.kept).sort();
    return (fraction) => {
      const place = fraction * (sorted.length - 1);
      const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
      // Neighbours far apart must not overflow on the way.
      return below === above ? below : below * (1 - (place % 1)) + above * (place % 1);
    };
  }

  /** Mulberry32: the sample must not differ between two profiles of one table. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
