import type { Entry, Held } from './view-catalogue.js';

/**
 * What one writer of a view knows of its entry, from what it has read and written itself. `held` is another object whenever
 * that changes: what was begun with an earlier one must not go on.
 */
export class WriterStand {
  held: Held;
  beat: number;
  hasTurn = false;

  constructor({ _id, place, position, beat }: Entry) {
    // Whoever has the turn: it is not this writer.
    this.held = { _id, place, position, holder: null };
    this.beat = beat;
  }

  /** Has the turn, and is to read where to begin. */
  enter(holder: string, beat: number): void {
    this.held = { ...this.held, holder };
    this.beat = beat;
    this.hasTurn = true;
  }

  /** The holder stays: no other turn has that name, so that a write which was under way finds no view that it may change. */
  leave(): void {
    this.held = { ...this.held };
    this.hasTurn = false;
  }

  /** Goes by what the store says. */
  begin({ place, position }: Entry): void {
    if (place !== this.held.place || position !== this.held.position) this.held = { ...this.held, place, position };
  }

  reached(from: Held, position: number): void {
    if (from === this.held && position > from.position) this.held = { ...from, position };
  }
}
