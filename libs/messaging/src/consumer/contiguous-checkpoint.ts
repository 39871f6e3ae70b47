/** The position below which nothing is unfinished, although messages finish in any order. */
export class ContiguousCheckpoint {
  private readonly open: number[] = [];
  private readonly finished = new Set<number>();

  constructor(private reached: number) {}

  get value(): number {
    const first = this.open[0];
    return first === undefined ? this.reached : first - 1;
  }

  /** Positions begin in ascending order. */
  begin(position: number): void {
    this.open.push(position);
    this.reach(position);
  }

  finish(position: number): void {
    this.finished.add(position);
    while (this.open[0] !== undefined && this.finished.delete(this.open[0])) this.open.shift();
  }

  /** Everything up to here has begun or needs nothing done. */
  reach(position: number): void {
    this.reached = Math.max(this.reached, position);
  }
}
