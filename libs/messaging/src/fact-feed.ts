import type { EventStore } from '@daybook/event-store';
import type { Fact } from './fact.types.js';
import type { FactBatch, FactFeed, FactFilter } from './messaging.port.js';
import { factTranslator, publishedStreams, type AnyPublishing, type FactTranslator } from './translate.js';

/** Facts straight from the log. A reader's iteration throws UnknownEvent rather than leave an own event out. */
export class LogFactFeed implements FactFeed {
  private readonly translate: FactTranslator;
  private readonly streamPrefixes: readonly string[];

  constructor(
    private readonly store: EventStore,
    publishings: readonly AnyPublishing[],
  ) {
    this.translate = factTranslator(publishings);
    this.streamPrefixes = publishedStreams(publishings);
  }

  async *follow(after: number, filter: FactFilter, signal: AbortSignal): AsyncGenerator<FactBatch> {
    // No prefix at all would subscribe to everything, and a feed of nobody's streams has no facts.
    const streamPrefixes = this.streamPrefixes.length === 0 ? ['$none'] : this.streamPrefixes;
    const matches = matcherOf(filter);
    for await (const { events, position, caughtUp } of this.store.subscribe({ after, signal, streamPrefixes })) {
      const facts = events.map(this.translate).filter((fact) => fact !== null && matches(fact)) as Fact[];
      yield { facts, position, caughtUp };
    }
  }
}

const matcherOf = ({ keys, types, subjects }: FactFilter): ((fact: Fact) => boolean) => {
  const wanted = [
    [keys, (fact: Fact) => fact.key],
    [types, (fact: Fact) => fact.type],
    [subjects, (fact: Fact) => fact.subject],
  ] as const;
  const checks = wanted.flatMap(([allowed, valueOf]) => {
    if (allowed === undefined) return [];
    const set = new Set<string>(allowed);
    return [(fact: Fact) => set.has(valueOf(fact))];
  });
  return (fact) => checks.every((check) => check(fact));
};
