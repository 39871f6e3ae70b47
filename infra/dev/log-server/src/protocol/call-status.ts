import grpc from '@grpc/grpc-js';
import { DomainError } from '@daybook/event-sourcing';
import { AppendOutcomeUnknown, RevisionConflict, StreamDeleted } from '@daybook/event-store';
import { AppendTooLarge, InvalidRequest } from '../log/event-log.errors.js';

type Failure = Readonly<{ code: grpc.status; details: string; metadata: grpc.Metadata }>;

/** What a caller is told when a call fails: KurrentDB's status, and its trailers by which clients know the error. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof StreamDeleted) return streamDeleted(error);
  if (error instanceof RevisionConflict) return wrongExpectedVersion(error);
  if (error instanceof AppendTooLarge) return appendTooLarge(error);
  if (error instanceof InvalidRequest) return failure(grpc.status.INVALID_ARGUMENT, error.message);
  if (error instanceof AppendOutcomeUnknown) return failure(grpc.status.ABORTED, `Operation timed out: ${error.message}`);
  if (error instanceof DomainError) return failure(grpc.status.UNAVAILABLE, error.message);
  return failure(grpc.status.INTERNAL, String(error));
};

const failure = (code: grpc.status, details: string, trailers: Readonly<Record<string, string>> = {}): Failure => {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, headerSafe(value));
  return { code, details, metadata };
};

const streamDeleted = ({ stream }: StreamDeleted): Failure =>
  failure(grpc.status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, { exception: 'stream-deleted', 'stream-name': stream });

/** Only deletions fail so: to an append it is an answer. */
const wrongExpectedVersion = ({ stream, expected, actual }: RevisionConflict): Failure => {
  const version = String(expectedVersion[expected] ?? expected);
  return failure(grpc.status.FAILED_PRECONDITION, `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${version}, Actual version: ${actual ?? -1}`, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': version,
    'actual-version': String(actual ?? -1),
  });
};

const appendTooLarge = ({ message, mostBytes }: AppendTooLarge): Failure =>
  failure(grpc.status.INVALID_ARGUMENT, message, { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(mostBytes) });

const expectedVersion: Readonly<Record<string, number>> = { 'no-stream': -1, any: -2, 'stream-exists': -4 };

/** Trailers are ASCII. */
const headerSafe = (value: string): string => value.replace(/[^\x20-\x7e]/g, '?');
