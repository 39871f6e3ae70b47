import type grpc from '@grpc/grpc-js';
import type { LogReads } from '../log/log.reads.js';
import { eventResponse, firstStreamPosition, lastStreamPosition, streamNotFound } from '../protocol/read-responses.js';
import { readRequestOf, type LogRequest, type ReadRequest, type StreamRequest } from '../protocol/read-request.js';
import type { streams } from '../protocol/messages.js';
import { ResponseWriter } from './response-writer.js';
import { followLog, followStream } from './subscriptions.js';

type Call = grpc.ServerWritableStream<streams.ReadReq, streams.ReadResp>;
type Writer = ResponseWriter<streams.ReadResp>;

/** Reads and subscriptions: the protocol has one call for both. */
export const readCall =
  (reads: LogReads, closing: AbortSignal) =>
  async (call: Call): Promise<void> => {
    const request = readRequestOf(call.request);
    const writer = new ResponseWriter(call);
    if (request.count === null) await (request.of.kind === 'log' ? followLog : followStream)({ reads, request, writer, closing });
    else if (request.of.kind === 'log') await readLog(reads, request, request.of, writer);
    else await readStream(reads, request, request.of, writer);
    call.end();
  };

const readStream = async (reads: LogReads, request: ReadRequest, { stream, from, sendsEnds }: StreamRequest, writer: Writer): Promise<void> => {
  if (!reads.isFound(stream)) return writer.write(streamNotFound(stream));
  const last = reads.lastRevision(stream);
  let events = 0;
  for await (const event of reads.stream({ stream, from, direction: request.direction, count: request.count ?? 0 })) {
    if (writer.signal.aborted) return;
    await writer.write(eventResponse(event, request.structuredUuids));
    events += 1;
  }
  if (!sendsEnds) return;
  if (events === 0 && request.direction === 'forwards' && from !== last + 1) await writer.write(firstStreamPosition(last + 1));
  await writer.write(lastStreamPosition(last));
};

const readLog = async (reads: LogReads, request: ReadRequest, { from, filter }: LogRequest, writer: Writer): Promise<void> => {
  const { direction, structuredUuids } = request;
  let left = request.count ?? 0;
  if (left === 0 || from === (direction === 'forwards' ? 'end' : 'start')) return;
  const after = typeof from === 'number' && { after: direction === 'forwards' ? from - 1 : from };
  for await (const event of reads.all({ ...after, direction, prefixes: filter?.prefixes ?? [] })) {
    if (writer.signal.aborted) return;
    if (filter !== null && !filter.passes(event)) continue;
    await writer.write(eventResponse(event, structuredUuids));
    left -= 1;
    if (left === 0) return;
  }
};
