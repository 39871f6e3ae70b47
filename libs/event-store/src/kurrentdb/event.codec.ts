import type { AllStreamResolvedEvent, EventData, Position, ReadPosition, ResolvedEvent } from '@kurrent/kurrentdb-client';
import type { EventMetadata, Recorded } from '@daybook/event-sourcing';
import type { PreparedEvent } from '../prepared-append.js';
import { streamDeleted } from '../stream-deleted.js';
import { PositionOutOfRange } from './kurrent-event-store.errors.js';

/** The log's own name for the event that ends a stream for good. */
const tombstone = '$streamDeleted';
const tombstoneMetadata: EventMetadata = { actor: 'system:event-store', correlationId: 'tombstone' };

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

type Kept = NonNullable<AllStreamResolvedEvent['event'] | ResolvedEvent['event']>;

/** Null for a link to an event that is gone. What others wrote into the log gets the metadata that it lacks. */
export const toRecorded = ({ event, link }: ResolvedEvent | AllStreamResolvedEvent): Recorded | null => {
  const kept = (event ?? link) as Kept | undefined;
  if (kept === undefined) return null;
  const place = { id: kept.id, stream: kept.streamId, position: positionOf(kept.position), recordedAt: kept.created.toISOString() };
  if (kept.type === tombstone) {
    // The log has no revision for a tombstone: it stands above all others.
    return { ...place, type: streamDeleted, schemaVersion: 1, data: {}, revision: Number.MAX_SAFE_INTEGER, metadata: tombstoneMetadata };
  }
  const { schemaVersion, metadata } = fromKept(kept.metadata, kept.id);
  return { ...place, type: kept.type, schemaVersion, data: kept.data, revision: safeNumber(kept.revision), metadata };
};

const fromKept = (kept: unknown, id: string): Readonly<{ schemaVersion: number; metadata: EventMetadata }> => {
  const isObject = typeof kept === 'object' && kept !== null && !(kept instanceof Uint8Array);
  const { schemaVersion, $correlationId, $causationId, ...rest } = (isObject ? kept : {}) as Partial<KeptMetadata>;
  const causation = $causationId === undefined ? {} : { causationId: $causationId };
  return {
    schemaVersion: schemaVersion ?? 1,
    metadata: { actor: 'unknown', correlationId: $correlationId ?? id, ...rest, ...causation },
  };
};

/** The port's one number: the commit position. @throws PositionOutOfRange */
export const positionOf = (position: Position | undefined): number => safeNumber(position?.commit ?? -1n);

/** Where to begin for what comes above the port's position; its 0 stands for an empty log. */
export const fromPosition = (position: number): ReadPosition =>
  position <= 0 ? 'start' : { commit: BigInt(position), prepare: BigInt(position) };

/** @throws PositionOutOfRange */
export const safeNumber = (value: bigint): number => {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new PositionOutOfRange(value.toString());
  return Number(value);
};
