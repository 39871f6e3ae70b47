import type { Recorded } from '@daybook/event-sourcing';
import { streamDeleted } from '../stream-deleted.js';

export type StreamLimits = Readonly<{ mostEvents: number; mostCharacters: number }>;
type Kept = { readonly events: Recorded[]; characters: number };

/**
 * Short streams that were read or written lately, each whole: a command reads its stream a few times before it appends.
 * Also those that were looked for and are not there. Bounded by the characters of their names and events and, for one
 * stream, by the number of its events.
 */
export class RecentStreams {
  private readonly kept = new Map<string, Kept>();
  private characters = 0;

  constructor(private readonly limits: StreamLimits) {}

  /** `event` has been appended. Of a stream that is not kept only a first one is news. */
  add(event: Recorded, characters: number): void {
    const { stream, revision, type } = event;
    const known = this.take(stream);
    const before = revision === 0 ? { events: [], characters: stream.length } : known;
    if (before === undefined || before.events.length !== revision || type === streamDeleted) return;
    before.events.push(event);
    this.keep(stream, { events: before.events, characters: before.characters + characters });
  }

  /** All events that the stream has; none when there is no such stream yet. */
  remember(stream: string, events: readonly Recorded[], characters: number): void {
    this.take(stream);
    if (events.at(-1)?.type !== streamDeleted) this.keep(stream, { events: [...events], characters: stream.length + characters });
  }

  /** Undefined when the stream is not kept. */
  from(stream: string, revision: number): readonly Recorded[] | undefined {
    const known = this.take(stream);
    if (known === undefined) return undefined;
    this.keep(stream, known);
    return known.events.slice(revision);
  }

  private keep(stream: string, kept: Kept): void {
    const { mostEvents, mostCharacters } = this.limits;
    if (kept.events.length > mostEvents || kept.characters > mostCharacters) return;
    this.kept.set(stream, kept);
    this.characters += kept.characters;
    // A Map keeps the order of insertion: the first was used longest ago.
    for (const oldest of this.kept.keys()) {
      if (this.characters <= mostCharacters) return;
      this.take(oldest);
    }
  }

  private take(stream: string): Kept | undefined {
    const known = this.kept.get(stream);
    if (known === undefined) return undefined;
    this.kept.delete(stream);
    this.characters -= known.characters;
    return known;
  }
}
