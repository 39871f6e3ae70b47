import type { EventData, Position } from '@kurrent/kurrentdb-client';
import type { ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { EventMetadata, Recorded } from '@daybook/event-sourcing';
import type { PreparedEvent } from '../prepared-append.js';
import { streamDeleted } from '../stream-deleted.js';
import { PositionOutOfRange } from './kurrent-event-store.errors.js';

/** The log's own name for the event that ends a stream for good. */
const tombstone = '$streamDeleted';
const tombstoneEvent = {
  type: streamDeleted,
  schemaVersion: 1,
  data: {},
  revision: Number.MAX_SAFE_INTEGER,
  metadata: { actor: 'system:event-store', correlationId: 'tombstone' },
} as const;
/** Its clock counts ten thousand to a millisecond. */
const ticksPerMsDigits = 4;

/** Metadata as the log keeps it; `$correlationId` and `$causationId` are the names that its own projections know. */
type KeptMetadata = Omit<EventMetadata, 'correlationId' | 'causationId'> &
  Readonly<{ schemaVersion: number; $correlationId: string; $causationId?: string }>;

/** The client serialises data itself, later, where an error ends the process: it gets a copy that nobody can change. */
export const toClientEvent = ({ id, type, schemaVersion, data, metadata }: PreparedEvent): EventData => {
  const { correlationId, causationId, ...rest } = JSON.parse(metadata) as EventMetadata;
  const causation = causationId === undefined ? {} : { $causationId: causationId };
  const kept: KeptMetadata = { ...rest, schemaVersion, $correlationId: correlationId, ...causation };
  return {
    id,
    type,
    contentType: 'application/json',
    data: JSON.parse(data) as Record<string, unknown>,
    metadata: new TextEncoder().encode(JSON.stringify(kept)),
  };
};

/** Null for a link to an event that is gone. What others wrote into the log gets the metadata that it lacks. */
export const toRecorded = (resolved: ReadResp.ReadEvent): Recorded | null => {
  const kept = resolved.getEvent() ?? resolved.getLink();
  if (kept === undefined) return null;
  const [system, id] = [kept.getMetadataMap(), kept.getId()?.getString().toLowerCase() ?? ''];
  const place = {
    id,
    stream: textOf(kept.getStreamIdentifier()?.getStreamName() ?? ''),
    position: countOf(kept.getCommitPosition()),
    recordedAt: new Date(Number((system.get('created') ?? '').slice(0, -ticksPerMsDigits))).toISOString(),
  };
  const type = system.get('type') ?? '';
  // The log has no revision for a tombstone: it stands above all others.
  if (type === tombstone) return { ...place, ...tombstoneEvent };
  const revision = countOf(kept.getStreamRevision());
  const data = system.get('content-type') === 'application/json' ? parsed(kept.getData()) : nothing;
  return { ...place, ...fromKept(parsed(kept.getCustomMetadata()), id), type, revision, data };
};

const fromKept = (kept: unknown, id: string): Readonly<{ schemaVersion: number; metadata: EventMetadata }> => {
  const isObject = typeof kept === 'object' && kept !== null;
  const { schemaVersion, $correlationId, $causationId, ...rest } = (isObject ? kept : {}) as Partial<KeptMetadata>;
  const causation = $causationId === undefined ? {} : { causationId: $causationId };
  return {
    schemaVersion: schemaVersion ?? 1,
    metadata: { actor: 'unknown', correlationId: $correlationId ?? id, ...rest, ...causation },
  };
};

const textOf = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString() : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();

const nothing = null as unknown as Recorded['data'];

/** Null for what is no JSON: others may write what they like, and nobody here would know what it means. */
const parsed = (bytes: Uint8Array | string): Recorded['data'] => {
  try {
    return JSON.parse(textOf(bytes)) as Recorded['data'];
  } catch {
    return nothing;
  }
};

/** The port's one number: the commit position. @throws PositionOutOfRange */
export const positionOf = (position: Position | undefined): number => safeNumber(position?.commit ?? -1n);

const safeDigits = 15;

/** The protocol's 64-bit numbers come as decimal text. @throws PositionOutOfRange */
export const countOf = (decimal: string): number => (decimal.length <= safeDigits ? Number(decimal) : safeNumber(BigInt(decimal)));

/** @throws PositionOutOfRange */
export const safeNumber = (value: bigint): number => {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new PositionOutOfRange(value.toString());
  return Number(value);
};
