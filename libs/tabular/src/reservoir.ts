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

  values(): number[] {
    return [...this.kept];
  }

  /** Mulberry32: the sample must not differ between two profiles of one table. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
