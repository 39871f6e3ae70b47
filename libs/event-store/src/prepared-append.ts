import type { NewEvent } from './event-store.port.js';
import { InvalidEvent } from './event-store.errors.js';

const streamName = /^[A-Za-z0-9$][\w.:@~-]{0,254}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Of the data of one event as JSON, unless the store was opened for more. */
export const mostDataBytes = 1024 * 1024;
const mostMetadataBytes = 64 * 1024;

/** An event as it goes into its row: checked and serialised, so that nothing can go wrong or change while it waits. */
export type PreparedEvent = Readonly<{ id: string; type: string; schemaVersion: number; metadata: string; data: string }>;

/** @throws InvalidEvent naming the field */
export const prepareAppend = (stream: string, events: readonly NewEvent[], mostBytes = mostDataBytes): readonly PreparedEvent[] => {
  checkStream(stream);
  if (events.length === 0) throw new InvalidEvent(stream, 'events', 'at least one event');
  const prepared = events.map((event) => prepare(stream, event, mostBytes));
  const ids = new Set(prepared.map(({ id }) => id));
  if (ids.size !== events.length) throw new InvalidEvent(stream, 'id', 'different for every event of an append');
  return prepared;
};

/** @throws InvalidEvent */
export const checkStream = (stream: string): void => {
  if (!streamName.test(stream)) {
    throw new InvalidEvent(stream, 'stream', 'a name of at most 255 letters, digits and . : @ ~ _ - that begins with a letter, digit or $');
  }
};

const prepare = (stream: string, event: NewEvent, mostBytes: number): PreparedEvent => {
  const id = event.id.toLowerCase();
  const { type, schemaVersion } = event;
  if (!uuid.test(id)) throw new InvalidEvent(stream, 'id', 'a UUID');
  if (type === '' || type.startsWith('$')) throw new InvalidEvent(stream, 'type', 'a name that does not begin with $');
  if (!Number.isSafeInteger(schemaVersion) || schemaVersion < 1) {
    throw new InvalidEvent(stream, 'schemaVersion', 'a whole number from 1');
  }
  const metadata = jsonOf(stream, 'metadata', event.metadata, mostMetadataBytes);
  return { id, type, schemaVersion, metadata, data: jsonOf(stream, 'data', event.data, mostBytes) };
};

const jsonOf = (stream: string, field: 'data' | 'metadata', value: unknown, mostBytes: number): string => {
  const json = stringify(stream, field, value);
  const bytes = Buffer.byteLength(json);
  if (bytes > mostBytes) throw new InvalidEvent(stream, field, `at most ${mostBytes} bytes of JSON, not ${bytes}`);
  return json;
};

const stringify = (stream: string, field: string, value: unknown): string => {
  try {
    return JSON.stringify(value ?? null) ?? 'null';
  } catch (cause) {
    throw new InvalidEvent(stream, field, 'what JSON can carry', { cause });
  }
};
