import type { EventMetadata, Recorded } from '@daybook/event-sourcing';

/** Type of the event that ends a stream for good. */
export const streamDeleted = '$deleted';

export type EventRow = Readonly<{
  position: number;
  stream: string;
  revision: number;
  id: string;
  type: string;
  schema_version: number;
  recorded_at: string;
  metadata: string;
  data: string;
}>;

export const columns = 'position, stream, revision, id, type, schema_version, recorded_at, metadata, data';

export const recordedOf = (row: EventRow): Recorded => ({
  type: row.type,
  schemaVersion: row.schema_version,
  data: JSON.parse(row.data) as Recorded['data'],
  id: row.id,
  stream: row.stream,
  revision: row.revision,
  position: row.position,
  recordedAt: row.recorded_at,
  metadata: JSON.parse(row.metadata) as EventMetadata,
});
