import grpc from '@grpc/grpc-js';
import { AppendOutcomeUnknown, RevisionConflict, StreamDeleted } from '@daybook/event-store';
import type { Appended } from '../log/event-log.js';
import { AppendTooLarge, DeadlinePassed, InvalidRequest } from '../log/event-log.errors.js';
import { streamIdentifierOf } from './identifiers.js';
import { any, empty, rpcStatus, shared, streams } from './messages.js';

const { BatchAppendResp } = streams;
type CorrelationId = shared.UUID | undefined;
type Detail = Readonly<{ type: string; code: grpc.status; message: Readonly<{ serializeBinary(): Uint8Array }> }>;

export const batchSuccess = (correlationId: CorrelationId, stream: string, { revision, position }: Appended): streams.BatchAppendResp => {
  const answer = new BatchAppendResp.Success();
  if (revision < 0) answer.setNoStream(new empty.Empty());
  else answer.setCurrentRevision(String(revision));
  if (position === null) answer.setNoPosition(new empty.Empty());
  else answer.setPosition(new shared.AllStreamPosition().setCommitPosition(String(position)).setPreparePosition(String(position)));
  return answerTo(correlationId, stream).setSuccess(answer);
};

/** Errors of one append of a batch are answers too: a status whose details say which. */
export const batchFailure = (correlationId: CorrelationId, stream: string, error: unknown): streams.BatchAppendResp => {
  const { type, code, message } = detailOf(error);
  const details = new any.Any();
  details.pack(message.serializeBinary(), `event_store.client.${type}`);
  const status = new rpcStatus.Status().setMessage(type).setDetails(details);
  status.setCode(code as number as Parameters<typeof status.setCode>[0]);
  return answerTo(correlationId, stream).setError(status);
};

const answerTo = (correlationId: CorrelationId, stream: string): streams.BatchAppendResp => {
  const response = new BatchAppendResp().setStreamIdentifier(streamIdentifierOf(stream));
  return correlationId === undefined ? response : response.setCorrelationId(correlationId);
};

const detailOf = (error: unknown): Detail => {
  const { status } = grpc;
  if (error instanceof RevisionConflict) return { type: 'WrongExpectedVersion', code: status.ALREADY_EXISTS, message: wrongExpectedVersion(error) };
  if (error instanceof StreamDeleted) {
    const message = new shared.StreamDeleted().setStreamIdentifier(streamIdentifierOf(error.stream));
    return { type: 'StreamDeleted', code: status.NOT_FOUND, message };
  }
  if (error instanceof AppendTooLarge) {
    return { type: 'MaximumAppendSizeExceeded', code: status.INVALID_ARGUMENT, message: new shared.MaximumAppendSizeExceeded().setMaxappendsize(error.mostBytes) };
  }
  if (error instanceof DeadlinePassed || error instanceof AppendOutcomeUnknown) return { type: 'Timeout', code: status.DEADLINE_EXCEEDED, message: new shared.Timeout() };
  if (error instanceof InvalidRequest) return { type: 'BadRequest', code: status.INVALID_ARGUMENT, message: new shared.BadRequest().setMessage(error.message) };
  return { type: 'Unknown', code: status.UNKNOWN, message: new shared.Unknown() };
};

const wrongExpectedVersion = ({ expected, actual }: RevisionConflict): shared.WrongExpectedVersion => {
  const answer = new shared.WrongExpectedVersion();
  if (actual === null) answer.setCurrentNoStream(new empty.Empty());
  else answer.setCurrentStreamRevision(String(actual));
  if (typeof expected === 'number') return answer.setExpectedStreamPosition(String(expected));
  if (expected === 'no-stream') return answer.setExpectedNoStream(new empty.Empty());
  return expected === 'any' ? answer.setExpectedAny(new empty.Empty()) : answer.setExpectedStreamExists(new empty.Empty());
};
