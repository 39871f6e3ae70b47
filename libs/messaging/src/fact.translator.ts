import { UnknownEvent, type AnyEvent, type Recorded } from '@daybook/event-sourcing';
import type { Fact, Publishing, Translation } from './fact.types.js';

/** Turns a log event into its public fact; null for what its service keeps private and for streams nobody publishes. */
export type FactTranslator = (recorded: Recorded) => Fact | null;

/** @throws UnknownEvent for an event of a published stream that its publisher does not know: fail closed */
export const factTranslator = (publishings: readonly Publishing<never>[]): FactTranslator => {
  const byPrefix = publishings
    .flatMap((publishing) => publishing.streams.map((prefix) => ({ prefix, publishing: publishing as unknown as Publishing })))
    // `run-metrics-` must be asked before `run-`.
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return (recorded) => {
    if (recorded.type.startsWith('$')) return null;
    const publishing = byPrefix.find(({ prefix }) => recorded.stream.startsWith(prefix))?.publishing;
    if (publishing === undefined) return null;
    const event = publishing.upcast(recorded) as Recorded;
    const translate = publishing.on[event.type] as ((event: Recorded<AnyEvent>) => Translation) | undefined;
    if (translate === undefined) throw new UnknownEvent(event.type, event.schemaVersion, null);
    const translation = translate(event);
    return translation === null ? null : factOf(event, publishing, translation);
  };
};

/** Streams whose events may become facts. */
export const publishedStreams = (publishings: readonly Publishing<never>[]): readonly string[] => [
  ...new Set(publishings.flatMap(({ streams }) => streams)),
];

const factOf = (event: Recorded, { topic }: Publishing, { type, key, data }: NonNullable<Translation>): Fact => {
  const { actor, reason, correlationId, causationId, traceparent } = event.metadata;
  return {
    id: event.id,
    type,
    topic,
    key,
    subject: event.stream,
    time: event.recordedAt,
    position: event.position,
    revision: event.revision,
    actor,
    ...(reason === undefined ? {} : { reason }),
    correlationId,
    ...(causationId === undefined ? {} : { causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    data,
  };
};
