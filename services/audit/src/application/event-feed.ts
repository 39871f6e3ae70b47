import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { FACT_FEED, type Fact, type FactBatch, type FactFeed, type FactFilter } from '@daybook/messaging';

/** Follows the facts of the log for readers, until they leave or the service stops. */
@Injectable()
export class EventFeed implements OnApplicationShutdown {
  private readonly closing = new AbortController();

  constructor(@Inject(FACT_FEED) private readonly feed: FactFeed) {}

  /** Batches from above `after`, then live; ends with the reader's signal. */
  follow(after: number, filter: FactFilter, reader: AbortSignal): AsyncIterable<FactBatch> {
    return this.feed.follow(after, filter, AbortSignal.any([reader, this.closing.signal]));
  }

  /** What is there now, oldest first, at most `limit`. */
  async page(after: number, filter: FactFilter, limit: number): Promise<{ facts: readonly Fact[]; position: number }> {
    const enough = new AbortController();
    const facts: Fact[] = [];
    let position = after;
    for await (const batch of this.feed.follow(after, filter, enough.signal)) {
      facts.push(...batch.facts);
      position = batch.position;
      if (batch.caughtUp || facts.length >= limit) break;
    }
    enough.abort();
    if (facts.length <= limit) return { facts, position };
    const kept = facts.slice(0, limit);
    return { facts: kept, position: kept.at(-1)?.position ?? position };
  }

  onApplicationShutdown(): void {
    this.closing.abort();
  }
}
