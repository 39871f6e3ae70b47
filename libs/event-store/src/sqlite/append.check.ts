import type { NewEvent } from '../event-store.port.js';
import { InvalidEvent } from './sqlite-event-store.errors.js';

const streamName = /^[A-Za-z0-9$][\w.:@~-]{0,254}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const mostDataBytes = 1024 * 1024;

/** @throws InvalidEvent naming the field */
export const checkAppend = (stream: string, events: readonly NewEvent[]): void => {
  if (!streamName.test(stream)) throw new InvalidEvent(stream, 'stream', 'a name of letters, digits and . : @ ~ _ -');
  if (events.length === 0) throw new InvalidEvent(stream, 'events', 'at least one event');
  const ids = new Set(events.map(({ id }) => id));
  if (ids.size !== events.length) throw new InvalidEvent(stream, 'id', 'different for every event of an append');
  for (const { id, type, schemaVersion, data } of events) {
    if (!uuid.test(id)) throw new InvalidEvent(stream, 'id', 'a UUID');
    if (type === '' || type.startsWith('$')) throw new InvalidEvent(stream, 'type', 'a name that does not begin with $');
    if (!Number.isSafeInteger(schemaVersion) || schemaVersion < 1) throw new InvalidEvent(stream, 'schemaVersion', 'a whole number from 1');
    const bytes = Buffer.byteLength(JSON.stringify(data ?? null));
    if (bytes > mostDataBytes) throw new InvalidEvent(stream, 'data', `at most ${mostDataBytes} bytes of JSON, not ${bytes}`);
  }
};
