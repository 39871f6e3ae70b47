import type { EventStore } from '@daybook/event-store';
import { factTranslator, publishedStreams, type FactTranslator } from './fact.translator.js';
import type { Fact, Publishing } from './fact.types.js';
import type { FactBatch, FactFeed, FactFilter } from './messaging.port.js';

/** Translates the log on its way to readers; nothing is stored a second time. */
export class LogFactFeed implements FactFeed {
  private readonly translate: FactTranslator;
  private readonly streamPrefixes: readonly string[];

  constructor(
    private readonly store: EventStore,
    publishings: readonly Publishing<never>[],
  ) {
    this.translate = factTranslator(publishings);
    this.streamPrefixes = publishedStreams(publishings);
  }

  async *follow(after: number, filter: FactFilter, signal: AbortSignal): AsyncGenerator<FactBatch> {
    // Whole subjects are prefixes too, which lets the log leave out the rest.
    const streamPrefixes = filter.subjects ?? this.streamPrefixes;
    for await (const { events, position, caughtUp } of this.store.subscribe({ after, signal, streamPrefixes })) {
      const facts = events.map(this.translate).filter((fact): fact is Fact => fact !== null && matches(fact, filter));
      yield { facts, position, caughtUp };
    }
  }
}

const matches = (fact: Fact, { keys, types, subjects }: FactFilter): boolean =>
  (keys?.includes(fact.key) ?? true) && (types?.includes(fact.type) ?? true) && (subjects?.includes(fact.subject) ?? true);
