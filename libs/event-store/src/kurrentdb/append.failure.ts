import type { DomainError } from '@daybook/event-sourcing';
import { AppendTooLarge, EventStoreUnavailable, StreamDeleted } from '../event-store.errors.js';

/**
 * What a failed append means. `refused`: nothing has reached the log. `conflict`: the log said no; `actual` is the
 * stream's last revision, null for none. `final`: no retry can change it. `unknown`: it may have happened.
 */
export type AppendFailure =
  | Readonly<{ kind: 'refused' | 'unknown'; reason: string }>
  | Readonly<{ kind: 'conflict'; actual: number | null }>
  | Readonly<{ kind: 'final'; error: DomainError }>;

/** Of the client: `type` for errors that it knows, a bare gRPC `code` for others. */
type ClientError = Partial<Readonly<{ type: string; code: number; message: string; actualState: unknown; maxAppendSize: number; maxSize: number }>>;

/** A text that is not among these is taken for an unknown outcome: safe, only slower. */
const neverSent = /No connection established|Name resolution failed|Channel has been shut down|Server Is (Not Ready|Busy|Too Busy)|No leader info/i;
const tooLarge = /maximum append (event )?size|larger than max/i;
type Type = string | undefined;
const deletions: readonly Type[] = ['stream-deleted', 'stream-tombstoned', 'wrong-expected-version'];
const sizes: readonly Type[] = ['maximum-append-size-exceeded', 'transaction-max-size-exceeded', 'append-record-size-exceeded'];
/** gRPC: invalid argument, permission denied, unimplemented, unauthenticated. */
const refusals: readonly (number | undefined)[] = [3, 7, 12, 16];
/** What the log calls the revision of a deleted stream. */
const deletedRevision = 2n ** 63n - 1n;

export const appendFailureOf = (stream: string, error: unknown): AppendFailure => {
  const { type, code, message = String(error), actualState, maxAppendSize, maxSize } = (error ?? {}) as ClientError;
  if (type === 'wrong-expected-version' && actualState !== deletedRevision) return { kind: 'conflict', actual: revisionOf(actualState) };
  if (deletions.includes(type)) return { kind: 'final', error: new StreamDeleted(stream) };
  if (sizes.includes(type)) return { kind: 'final', error: new AppendTooLarge(stream, maxAppendSize ?? maxSize ?? null) };
  if (type === 'access-denied') {
    return { kind: 'final', error: new EventStoreUnavailable('it denies access to this service', { cause: error }) };
  }
  if (tooLarge.test(message)) return { kind: 'final', error: new AppendTooLarge(stream, null) };
  if (neverSent.test(message)) return { kind: 'refused', reason: message };
  if (refusals.includes(code)) return { kind: 'final', error: new EventStoreUnavailable(message, { cause: error }) };
  return { kind: 'unknown', reason: message };
};

const revisionOf = (state: unknown): number | null => (typeof state === 'bigint' && state >= 0n ? Number(state) : null);
