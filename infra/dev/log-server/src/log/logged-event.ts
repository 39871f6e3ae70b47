import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { Recorded } from '@daybook/event-sourcing';
import type { NewEvent } from '@daybook/event-store';
import { streamOf } from './stream-names.js';

/** An event as a client proposes it: data and metadata are bytes that nobody here looks into. */
export type ProposedEvent = Readonly<{ id: string; type: string; isJson: boolean; data: Uint8Array; metadata: Uint8Array }>;

export type LoggedEvent = ProposedEvent &
  Readonly<{ stream: string; revision: number; position: number; createdMs: number; isTombstone: boolean }>;

/** Text stays readable in the database; bytes that are no text are in base64. */
type Packed = string | Readonly<{ base64: string }>;
type Envelope = Readonly<{ id: string; type: string; isJson: boolean; data: Packed; metadata: Packed }>;

/** What the store writes at the end of a tombstoned stream. */
const storedTombstone = '$deleted';

/** The store keeps ids unique within a stream; the protocol does not, so that the row has an id of its own. */
export const stored = (event: ProposedEvent): NewEvent => ({
  type: event.type.startsWith('$') ? `system:${event.type}` : event.type,
  schemaVersion: 1,
  id: randomUUID(),
  metadata: { actor: 'log-server', correlationId: event.id },
  data: { ...event, data: packed(event.data), metadata: packed(event.metadata) } satisfies Envelope,
});

export const logged = (recorded: Recorded): LoggedEvent => {
  const { revision, position } = recorded;
  const place = { stream: streamOf(recorded.stream), revision, position, createdMs: Date.parse(recorded.recordedAt) };
  if (recorded.type === storedTombstone) {
    const none = new Uint8Array();
    return { ...place, id: recorded.id, type: '$streamDeleted', isJson: false, data: none, metadata: none, isTombstone: true };
  }
  // Nobody else writes to this log.
  const { data, metadata, ...event } = recorded.data as Envelope;
  return { ...place, ...event, data: unpacked(data), metadata: unpacked(metadata), isTombstone: false };
};

const packed = (bytes: Uint8Array): Packed => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? buffer.toString('utf8') : { base64: buffer.toString('base64') };
};

const unpacked = (value: Packed): Uint8Array => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.base64, 'base64'));
