import type { ReadReq } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { StreamFilter } from '../event-store.port.js';
import { commonMessages, streamMessages } from './kurrent-client.js';

/** Considered so many at a time; a subscription with a filter tells its position that often. */
const window = 1_000;

export type StreamRead = Readonly<{ stream: string; fromRevision?: number | undefined; direction: 'forwards' | 'backwards'; count: number }>;
export type LogRead = StreamFilter & Readonly<{ from: 'start' | 'end' | number; direction: 'forwards' | 'backwards'; count: number | 'follow' }>;

export const streamRequest = ({ stream, fromRevision, direction, count }: StreamRead): ReadReq => {
  const [{ ReadReq }, { StreamIdentifier, Empty }] = [streamMessages(), commonMessages()];
  const from = new ReadReq.Options.StreamOptions().setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64')));
  if (fromRevision !== undefined) from.setRevision(String(fromRevision));
  else if (direction === 'forwards') from.setStart(new Empty());
  else from.setEnd(new Empty());
  const options = new ReadReq.Options().setStream(from).setNoFilter(new Empty()).setCount(String(count));
  return request(options, direction);
};

export const logRequest = ({ from, direction, count, streamPrefixes = [] }: LogRead): ReadReq => {
  const [{ ReadReq }, { Empty }] = [streamMessages(), commonMessages()];
  const all = new ReadReq.Options.AllOptions();
  if (from === 'start') all.setStart(new Empty());
  else if (from === 'end') all.setEnd(new Empty());
  else all.setPosition(new ReadReq.Options.Position().setCommitPosition(String(from)).setPreparePosition(String(from)));
  const options = new ReadReq.Options().setAll(all).setFilter(filterOf(streamPrefixes));
  if (count === 'follow') options.setSubscription(new ReadReq.Options.SubscriptionOptions());
  else options.setCount(String(count));
  return request(options, direction);
};

/** The log's own streams begin with `$`: statistics, metadata, projections. Nobody who reads through the port sees them. */
const filterOf = (prefixes: readonly string[]): ReadReq.Options.FilterOptions => {
  const { FilterOptions } = streamMessages().ReadReq.Options;
  const names = new FilterOptions.Expression();
  if (prefixes.length === 0) names.setRegex('^[^$]');
  else names.setPrefixList([...prefixes]);
  return new FilterOptions().setStreamIdentifier(names).setMax(window).setCheckpointintervalmultiplier(1);
};

const request = (options: ReadReq.Options, direction: 'forwards' | 'backwards'): ReadReq => {
  const [{ ReadReq }, { Empty }] = [streamMessages(), commonMessages()];
  options.setReadDirection(direction === 'forwards' ? 0 : 1).setUuidOption(new ReadReq.Options.UUIDOption().setString(new Empty()));
  return new ReadReq().setOptions(options);
};
