import type { Entry, Held } from './view-catalogue.js';

/** What one writer of a view knows of its entry, from what it has read and written itself. */
export class WriterStand {
  held: Held;
  beat: number;

  constructor({ _id, place, position, beat }: Entry) {
    // Whoever has the turn: it is not this writer.
    this.held = { _id, place, position, holder: null };
    this.beat = beat;
  }

  /** Has the turn, and is to read where to begin. */
  enter(holder: string, beat: number): void {
    this.held = { ...this.held, holder };
    this.beat = beat;
  }

  leave(): void {
    this.held = { ...this.held, holder: null };
  }

  /** Goes by what the store says. */
  begin({ place, position }: Entry): void {
    this.held = { ...this.held, place, position };
  }

  reached(position: number): void {
    this.held = { ...this.held, position: Math.max(this.held.position, position) };
  }
}
