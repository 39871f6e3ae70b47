import type { Recorded } from '@daybook/event-sourcing';
import type { StreamFilter } from '../event-store.port.js';
import { weightOf } from './event.weight.js';

const mostEvents = 4_096;
const mostWeight = 8 * 1024 * 1024;

/** The newest events of the log, all of them above `from` up to `to`; the older half goes when there are too many. */
export class TailWindow {
  private events: Recorded[] = [];
  private weight = 0;

  private constructor(
    public from: number,
    public to: number,
  ) {}

  static at(position: number): TailWindow {
    return new TailWindow(position, position);
  }

  push(events: readonly Recorded[], to: number): void {
    for (const event of events) {
      this.events.push(event);
      this.weight += weightOf(event);
    }
    this.to = to;
    if (this.events.length > mostEvents || this.weight > mostWeight) this.forget();
  }

  /** True when every event above the position is here. */
  covers(position: number): boolean {
    return position >= this.from;
  }

  /** Matching events above the position, and how far that reaches. */
  after(position: number, filter: StreamFilter, limit: number): Readonly<{ events: readonly Recorded[]; reached: number }> {
    const found: Recorded[] = [];
    for (let index = this.firstAbove(position); index < this.events.length; index += 1) {
      const event = this.events[index] as Recorded;
      if (!matches(event.stream, filter)) continue;
      found.push(event);
      if (found.length === limit) return { events: found, reached: event.position };
    }
    return { events: found, reached: Math.max(position, this.to) };
  }

  private forget(): void {
    const gone = this.events.splice(0, Math.ceil(this.events.length / 2));
    this.from = gone.at(-1)?.position ?? this.from;
    this.weight = this.events.reduce((sum, event) => sum + weightOf(event), 0);
  }

  private firstAbove(position: number): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle] as Recorded).position > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const matches = (stream: string, { streamPrefixes = [] }: StreamFilter): boolean =>
  streamPrefixes.length === 0 || streamPrefixes.some((prefix) => stream.startsWith(prefix));
