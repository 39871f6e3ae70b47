import type { Recorded } from '@daybook/event-sourcing';
import { mostPageCharacters, type Direction, type Page, type Positions } from './log.reader.js';

export type TailLimits = Readonly<{ mostEvents: number; mostCharacters: number }>;

/** The last events of the log, for those who follow it: each is read and parsed once for all of them. */
export class RecentTail {
  private readonly events: Recorded[] = [];
  private readonly sizes: number[] = [];
  private characters = 0;

  constructor(private readonly limits: TailLimits) {}

  /** `event` stands right behind the one that was added before. */
  add(event: Recorded, characters: number): void {
    this.events.push(event);
    this.sizes.push(characters);
    this.characters += characters;
    const { mostEvents, mostCharacters } = this.limits;
    if (this.events.length > 2 * mostEvents || this.characters > 2 * mostCharacters) this.shorten();
  }

  /** Null when it does not reach back so far. */
  page({ from, to }: Positions, prefixes: readonly string[], direction: Direction, limit: number): Page | null {
    const first = this.events[0]?.position ?? Infinity;
    if (from < first || direction === 'backwards') return null;
    const events: Recorded[] = [];
    let characters = 0;
    for (let index = from - first; index <= to - first && events.length < limit; index += 1) {
      const event = this.events[index];
      if (event === undefined) break;
      if (prefixes.length > 0 && !prefixes.some((prefix) => event.stream.startsWith(prefix))) continue;
      events.push(event);
      characters += this.sizes[index] ?? 0;
      if (characters >= mostPageCharacters) return { events, full: true };
    }
    return { events, full: events.length === limit };
  }

  /** To the limits, and not at every event: what is cut off is moved in memory. */
  private shorten(): void {
    const { mostEvents, mostCharacters } = this.limits;
    let cut = Math.max(0, this.events.length - mostEvents);
    let characters = this.characters - sum(this.sizes.slice(0, cut));
    while (cut < this.events.length && characters > mostCharacters) {
      characters -= this.sizes[cut] ?? 0;
      cut += 1;
    }
    this.events.splice(0, cut);
    this.sizes.splice(0, cut);
    this.characters = characters;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
