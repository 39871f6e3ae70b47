import type { LoggedEvent } from '../log/logged-event.js';
import { streamIdentifierOf, uuidMessage } from './identifiers.js';
import { streams, timestamp } from './messages.js';

const { ReadResp } = streams;
const ticksPerMs = 10_000n;
/** Where KurrentDB puts a tombstone: at the largest revision there is. */
const tombstoneRevision = '9223372036854775807';

export const eventResponse = (event: LoggedEvent, structuredUuids: boolean): streams.ReadResp => {
  const position = String(event.position);
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(uuidMessage(event.id, structuredUuids))
    .setStreamIdentifier(streamIdentifierOf(event.stream))
    .setStreamRevision(event.isTombstone ? tombstoneRevision : String(event.revision))
    .setPreparePosition(position)
    .setCommitPosition(position)
    .setCustomMetadata(event.metadata)
    .setData(event.data);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('created', String(BigInt(event.createdMs) * ticksPerMs))
    .set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  return new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(position));
};

export const streamNotFound = (stream: string): streams.ReadResp =>
  new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifierOf(stream)));

export const firstStreamPosition = (revision: number): streams.ReadResp => new ReadResp().setFirstStreamPosition(String(revision));

export const lastStreamPosition = (revision: number): streams.ReadResp => new ReadResp().setLastStreamPosition(String(revision));

export const confirmation = (subscriptionId: string): streams.ReadResp =>
  new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId));

export const checkpoint = (position: number): streams.ReadResp =>
  new ReadResp().setCheckpoint(
    new ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)).setTimestamp(now()),
  );

/** Of a subscription to the log. */
export const caughtUpAt = (position: number): streams.ReadResp => {
  const caughtUp = new ReadResp.CaughtUp().setTimestamp(now());
  if (position > 0) caughtUp.setPosition(new ReadResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position)));
  return new ReadResp().setCaughtUp(caughtUp);
};

/** Of a subscription to a stream. */
export const caughtUpWith = (revision: number): streams.ReadResp => {
  const caughtUp = new ReadResp.CaughtUp().setTimestamp(now());
  if (revision >= 0) caughtUp.setStreamRevision(String(revision));
  return new ReadResp().setCaughtUp(caughtUp);
};

const now = (): InstanceType<typeof timestamp.Timestamp> => {
  const message = new timestamp.Timestamp();
  message.fromDate(new Date());
  return message;
};
