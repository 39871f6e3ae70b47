import { frozen } from '@daybook/event-sourcing';
import type { Direction, LogPages, LogReader, Page, Positions } from './log.reader.js';
import { charactersOf, recordedOf, type EventRow } from './log.rows.js';
import { RecentStreams } from './recent.streams.js';
import { RecentTail } from './recent.tail.js';

const tailLimits = { mostEvents: 4096, mostCharacters: 4 * 1024 * 1024 };
/** What a few thousand repositories and what others remember of them come to; about four bytes of memory a character. */
const streamLimits = { mostEvents: 64, mostCharacters: 24 * 1024 * 1024 };

/**
 * The log with what was appended or read lately in memory. It is told of every append that has become durable, and no
 * other process writes to the file: so what it knows is what the file holds. Readers share its events, which are frozen.
 */
export class RecentLog implements LogPages {
  private readonly tail = new RecentTail(tailLimits);
  private readonly streams = new RecentStreams(streamLimits);

  constructor(private readonly reader: LogReader) {}

  /** These rows have become durable, in this order. */
  committed(rows: readonly EventRow[]): void {
    for (const row of rows) {
      const event = frozen(recordedOf(row));
      const characters = charactersOf(row);
      this.tail.add(event, characters);
      this.streams.add(event, characters);
    }
  }

  isDeleted(stream: string): boolean {
    return this.reader.isDeleted(stream);
  }

  streamPage(stream: string, from: number, direction: Direction, limit: number): Page {
    this.reader.assertOpen();
    const known = direction === 'forwards' ? this.streams.from(stream, from) : undefined;
    if (known !== undefined) return { events: known.slice(0, limit), full: known.length >= limit };
    const page = this.reader.streamPage(stream, from, direction, limit);
    if (from === 0 && direction === 'forwards' && !page.full && page.events.length <= streamLimits.mostEvents) {
      this.streams.remember(stream, page.events.map(frozen), page.characters);
    }
    return page;
  }

  logPage(positions: Positions, prefixes: readonly string[], direction: Direction, limit: number): Page {
    this.reader.assertOpen();
    return this.tail.page(positions, prefixes, direction, limit) ?? this.reader.logPage(positions, prefixes, direction, limit);
  }
}
