import { randomUUID } from 'node:crypto';
import { ServerClosing } from '../log/event-log.errors.js';
import type { LogReads } from '../log/log.reads.js';
import { caughtUpAt, caughtUpWith, checkpoint, confirmation, eventResponse } from '../protocol/read-responses.js';
import type { ReadRequest } from '../protocol/read-request.js';
import type { streams } from '../protocol/messages.js';
import { Checkpoints } from './checkpoints.js';
import type { ResponseWriter } from './response-writer.js';

type Subscription = Readonly<{ reads: LogReads; request: ReadRequest; writer: ResponseWriter<streams.ReadResp>; closing: AbortSignal }>;

/** Catches up, says so, follows; what is filtered out shows as checkpoints. @throws ServerClosing */
export const followLog = async ({ reads, request, writer, closing }: Subscription): Promise<void> => {
  if (request.of.kind !== 'log') return;
  const { from, filter } = request.of;
  const after = from === 'end' ? await reads.headPosition() : from === 'start' ? 0 : from;
  const checkpoints = filter === null ? null : new Checkpoints(after, filter.checkpointInterval);
  let live = false;
  await writer.write(confirmation(randomUUID()));
  for await (const { events, position, caughtUp } of reads.follow(after, filter?.prefixes ?? [], AbortSignal.any([writer.signal, closing]))) {
    for (const event of events) {
      await writeCheckpoints(writer, checkpoints?.due(event.position - 1));
      if (filter === null || filter.passes(event)) await writer.write(eventResponse(event, request.structuredUuids));
    }
    await writeCheckpoints(writer, checkpoints?.due(position));
    if (caughtUp && !live) {
      await writeCheckpoints(writer, checkpoints?.reached(position));
      await writer.write(caughtUpAt(position));
    }
    live = caughtUp;
  }
  if (closing.aborted) throw new ServerClosing();
};

/** @throws StreamDeleted, ServerClosing */
export const followStream = async ({ reads, request, writer, closing }: Subscription): Promise<void> => {
  if (request.of.kind !== 'stream') return;
  const { stream, from } = request.of;
  reads.isFound(stream);
  const revision = from === 'end' ? reads.lastRevision(stream) : from === 'start' ? -1 : from;
  let live = false;
  await writer.write(confirmation(randomUUID()));
  for await (const { events, caughtUp } of reads.followStream(stream, revision, AbortSignal.any([writer.signal, closing]))) {
    for (const event of events) await writer.write(eventResponse(event, request.structuredUuids));
    if (caughtUp && !live) await writer.write(caughtUpWith(reads.lastRevision(stream)));
    live = caughtUp;
  }
  if (closing.aborted) throw new ServerClosing();
};

const writeCheckpoints = async (writer: Subscription['writer'], positions: Iterable<number> = []): Promise<void> => {
  for (const position of positions) await writer.write(checkpoint(position));
};
