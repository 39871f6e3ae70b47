import type { ExpectedRevision } from '@daybook/event-store';
import { AppendTooLarge, InvalidRequest } from '../log/event-log.errors.js';
import type { ProposedEvent } from '../log/logged-event.js';
import { uuidOf } from './identifiers.js';
import type { streams } from './messages.js';

type ProposedMessage = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

/** What each kind of request calls its expected revision. */
export type ExpectedRevisionOptions = Readonly<{
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}>;

/** @throws InvalidRequest when none is given; `revision` is the text of a 64-bit number, null where the request has none */
export const expectedRevisionOf = (options: ExpectedRevisionOptions, revision: string | null): ExpectedRevision => {
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream-exists';
  if (revision === null) throw new InvalidRequest('an expected revision is required');
  const number = Number(revision);
  if (!Number.isSafeInteger(number)) throw new InvalidRequest(`${revision} is beyond the revisions of this server`);
  return number;
};

/** @throws InvalidRequest */
export const proposedEventOf = (message: ProposedMessage): ProposedEvent => ({
  id: uuidOf(message.getId()),
  type: propertyOf(message, 'type'),
  isJson: propertyOf(message, 'content-type') === 'application/json',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

/** The events of one append as they come in, never more than the server takes. */
export class ProposedEvents {
  readonly list: ProposedEvent[] = [];
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  /** @throws InvalidRequest, AppendTooLarge */
  add(message: ProposedMessage): void {
    const event = proposedEventOf(message);
    // .NET counts two bytes to a character of the type.
    this.bytes += event.data.length + event.metadata.length + event.type.length * 2;
    if (this.bytes > this.mostBytes) throw new AppendTooLarge(this.mostBytes);
    this.list.push(event);
  }
}

const propertyOf = (message: ProposedMessage, name: 'type' | 'content-type'): string => {
  const value = message.getMetadataMap().get(name);
  if (value === undefined || value === '') throw new InvalidRequest(`Required Metadata Property '${name}' is missing`);
  return value;
};
