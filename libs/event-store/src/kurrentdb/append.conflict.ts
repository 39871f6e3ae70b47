import type { DomainError } from '@daybook/event-sourcing';
import { EventIdConflict, RevisionConflict } from '../event-store.errors.js';
import type { ExpectedRevision } from '../event-store.port.js';
import type { PreparedEvent } from '../prepared-append.js';
import type { KurrentReader } from './kurrent-reader.js';

type Refused = Readonly<{ stream: string; events: readonly PreparedEvent[]; expected: ExpectedRevision }>;

/** The log says "wrong revision" also where some ids are known and others are not: what stands there tells the two apart. */
export const conflictOf = async (reader: KurrentReader, { stream, events, expected }: Refused, actual: number | null): Promise<DomainError> => {
  if (expected === 'any') return new EventIdConflict(stream);
  if (expected === 'stream-exists') return actual === null ? new RevisionConflict(stream, expected, null) : new EventIdConflict(stream);
  const ids = new Set(events.map(({ id }) => id));
  const fromRevision = expected === 'no-stream' ? 0 : expected + 1;
  for await (const { id } of reader.stream(stream, { fromRevision, limit: events.length })) {
    if (ids.has(id)) return new EventIdConflict(stream);
  }
  return new RevisionConflict(stream, expected, actual);
};
