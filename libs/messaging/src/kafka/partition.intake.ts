import { ContiguousCheckpoint } from '../consumer/contiguous-checkpoint.js';

/** What a member of a group has taken from one partition since it got it. Records finish in any order. */
export class PartitionIntake {
  private readonly checkpoint: ContiguousCheckpoint;
  private last: number;
  private open = 0;

  /** `committed` is the offset that the broker knows of, as far as this process has told it. */
  constructor(
    readonly topic: string,
    readonly partition: number,
    public committed: number,
  ) {
    this.checkpoint = new ContiguousCheckpoint(committed - 1);
    this.last = committed - 1;
  }

  /** Below it nothing is unfinished. */
  get next(): number {
    return this.checkpoint.value + 1;
  }

  /** The highest offset that was taken. */
  get taken(): number {
    return this.last;
  }

  get unfinished(): number {
    return this.open;
  }

  begin(offset: number): void {
    this.open += 1;
    this.last = offset;
    this.checkpoint.begin(offset);
  }

  finish(offset: number): void {
    this.open -= 1;
    this.checkpoint.finish(offset);
  }

  /** Nothing is to be done about what comes up to here. */
  pass(offset: number): void {
    this.last = Math.max(this.last, offset);
    this.checkpoint.reach(offset);
  }
}
