import type { EventLog } from '../log/event-log.js';
import { InvalidRequest } from '../log/event-log.errors.js';
import { streamNameOf } from '../protocol/identifiers.js';
import { streams } from '../protocol/messages.js';
import { expectedRevisionOf } from '../protocol/proposed-messages.js';

const { DeleteResp, TombstoneResp } = streams;
type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options;

/** Soft deletion. */
export const deleteCall =
  (log: EventLog) =>
  async (request: streams.DeleteReq): Promise<streams.DeleteResp> => {
    const { stream, expected } = targetOf(request.getOptions());
    const position = String((await log.delete(stream, expected)).position);
    return new DeleteResp().setPosition(new DeleteResp.Position().setCommitPosition(position).setPreparePosition(position));
  };

export const tombstoneCall =
  (log: EventLog) =>
  async (request: streams.TombstoneReq): Promise<streams.TombstoneResp> => {
    const { stream, expected } = targetOf(request.getOptions());
    const position = String((await log.tombstone(stream, expected)).position);
    return new TombstoneResp().setPosition(new TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position));
  };

const targetOf = (options: Options | undefined) => {
  if (options === undefined) throw new InvalidRequest('options are required');
  const revision = options.hasRevision() ? options.getRevision() : null;
  return { stream: streamNameOf(options.getStreamIdentifier()), expected: expectedRevisionOf(options, revision) };
};
