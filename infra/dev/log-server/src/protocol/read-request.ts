import { InvalidRequest } from '../log/event-log.errors.js';
import type { Direction } from '../log/log.reads.js';
import { eventFilterOf, type EventFilter } from './event-filter.js';
import { streamNameOf } from './identifiers.js';
import { streams } from './messages.js';

const { Options } = streams.ReadReq;

/** Revision or position (inclusive forwards, exclusive backwards and for subscriptions), or an end. */
type From = number | 'start' | 'end';

export type StreamRequest = Readonly<{ kind: 'stream'; stream: string; from: From; sendsEnds: boolean }>;
export type LogRequest = Readonly<{ kind: 'log'; from: From; filter: EventFilter | null }>;

/** `count` is null for a subscription. */
export type ReadRequest = Readonly<{ of: StreamRequest | LogRequest; direction: Direction; count: number | null; structuredUuids: boolean }>;

/** @throws InvalidRequest */
export const readRequestOf = (request: streams.ReadReq): ReadRequest => {
  const options = request.getOptions();
  if (options === undefined) throw new InvalidRequest('options are required');
  if (!options.hasUuidOption()) throw new InvalidRequest("'uuidOption' is required");
  const direction = options.getReadDirection() === Options.ReadDirection.BACKWARDS ? 'backwards' : 'forwards';
  const count = countOf(options);
  if (count === null && direction === 'backwards') throw new InvalidRequest('a subscription reads forwards');
  return { of: targetOf(options), direction, count, structuredUuids: !(options.getUuidOption()?.hasString() ?? false) };
};

const countOf = (options: streams.ReadReq.Options): number | null => {
  if (options.hasSubscription()) return null;
  if (!options.hasCount()) throw new InvalidRequest('a count or a subscription is required');
  return Number(options.getCount());
};

const targetOf = (options: streams.ReadReq.Options): StreamRequest | LogRequest => {
  const all = options.getAll();
  const filter = options.getFilter();
  if (all !== undefined) return { kind: 'log', from: fromOf(all, all.getPosition()?.getCommitPosition()), filter: filter ? eventFilterOf(filter) : null };
  const stream = options.getStream();
  if (stream === undefined) throw new InvalidRequest('a stream or $all is required');
  if (filter !== undefined) throw new InvalidRequest('only $all is read with a filter');
  const revision = stream.hasRevision() ? stream.getRevision() : undefined;
  const sendsEnds = (options.getControlOption()?.getCompatibility() ?? 0) >= 1;
  return { kind: 'stream', stream: streamNameOf(stream.getStreamIdentifier()), from: fromOf(stream, revision), sendsEnds };
};

const fromOf = (ends: Readonly<{ hasStart(): boolean; hasEnd(): boolean }>, place: string | undefined): From => {
  if (ends.hasStart()) return 'start';
  if (ends.hasEnd()) return 'end';
  if (place === undefined) throw new InvalidRequest('a place to read from is required');
  // Clients also write the end as the largest 64-bit number.
  const number = Number(place);
  return Number.isSafeInteger(number) ? number : 'end';
};
