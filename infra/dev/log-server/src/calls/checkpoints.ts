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

  /** The checkpoints to send now that everything up to `position` has been looked at. */
  *due(position: number): Generator<number> {
    for (; this.next <= position; this.next += this.interval) {
      this.last = this.next;
      yield this.next;
    }
  }

  /** One out of turn at `position`, unless the last one was there. */
  *reached(position: number): Generator<number> {
    yield* this.due(position);
    if (position <= this.last) return;
    this.last = position;
    yield position;
  }
}
