/** When a filtered subscription says how far it has looked: each time it has looked at `interval` more events. */
export class Checkpoints {
  private last: number;
  private next: number;

  constructor(
    after: number,
    private readonly interval: number,
  ) {
    this.last = after;
    this.next = after + interval;
  }

  /** The checkpoint to send now that everything up to `position` has been looked at, if one is due. */
  due(position: number): number | null {
    if (position < this.next) return null;
    const due = position - ((position - this.next) % this.interval);
    this.next = due + this.interval;
    return this.reached(due);
  }

  /** A checkpoint at `position` out of turn; null when the last one was no lower. */
  reached(position: number): number | null {
    if (position <= this.last) return null;
    this.last = position;
    return position;
  }
}
