import { UnknownEvent, type AnyEvent, type Recorded } from '@daybook/event-sourcing';
import type { Fact, Publishing, Translation } from './fact.types.js';

/** A publishing whose event type is not known here; every `Publishing<Event>` is one. */
export type AnyPublishing = Readonly<{
  topic: Publishing['topic'];
  streams: readonly string[];
  upcast: (stored: AnyEvent) => AnyEvent;
  on: object;
}>;

/** The public fact that an event of the log makes, null where it makes none. @throws UnknownEvent */
export type FactTranslator = (event: Recorded) => Fact | null;

type Route = Readonly<{ prefix: string; publishing: AnyPublishing }>;

/** The stream prefixes that these publishings cover: the filter for whoever reads the log for facts. */
export const publishedStreams = (publishings: readonly AnyPublishing[]): readonly string[] =>
  routesOf(publishings).map(({ prefix }) => prefix);

/**
 * Translates by the publishing with the longest prefix of the stream's name (`run-metrics-` before `run-`). System
 * events, private events and streams of nobody make no fact; an unknown event of a published stream throws.
 */
export const factTranslator = (publishings: readonly AnyPublishing[]): FactTranslator => {
  const routes = routesOf(publishings);
  return (stored) => {
    if (stored.type.startsWith('$')) return null;
    const route = routes.find(({ prefix }) => stored.stream.startsWith(prefix));
    if (route === undefined) return null;
    const { topic, upcast, on } = route.publishing;
    const event = { ...stored, ...upcast(stored) } as Recorded;
    const translation = translationOf(on, event);
    return translation === null ? null : toFact(event, topic, translation);
  };
};

const routesOf = (publishings: readonly AnyPublishing[]): readonly Route[] => {
  const routes = publishings.flatMap((publishing) => publishing.streams.map((prefix) => ({ prefix, publishing })));
  const prefixes = new Set(routes.map(({ prefix }) => prefix));
  if (prefixes.size < routes.length) throw new TypeError('two publishings claim the same stream prefix');
  return routes.sort((a, b) => b.prefix.length - a.prefix.length);
};

const translationOf = (on: object, event: Recorded): Translation => {
  const translate = Object.hasOwn(on, event.type)
    ? (on as Record<string, (event: Recorded) => Translation>)[event.type]
    : undefined;
  if (translate === undefined) throw new UnknownEvent(event.type, event.schemaVersion, null);
  return translate(event);
};

const toFact = (event: Recorded, topic: Fact['topic'], { type, key, data }: NonNullable<Translation>): Fact => {
  const { id, stream, position, revision, recordedAt, metadata } = event;
  const { actor, reason, correlationId, causationId, traceparent } = metadata;
  const fact = {
    id,
    type,
    topic,
    key,
    subject: stream,
    time: recordedAt,
    position,
    revision,
    actor,
    ...(reason === undefined ? {} : { reason }),
    correlationId,
    ...(causationId === undefined ? {} : { causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    data,
  };
  return fact;
};
