import { RevisionConflict } from '@daybook/event-store';
import { InvalidRequest } from '../log/event-log.errors.js';
import type { Appended, EventLog } from '../log/event-log.js';
import { streamNameOf } from '../protocol/identifiers.js';
import { shared, streams } from '../protocol/messages.js';
import { expectedRevisionOf, ProposedEvents } from '../protocol/proposed-messages.js';

const { AppendReq, AppendResp } = streams;
type Call = AsyncIterable<streams.AppendReq>;

/** One append: options first, then its events. A wrong expected version is an answer and not an error. */
export const appendCall =
  (log: EventLog, mostBytes: number) =>
  async (call: Call): Promise<streams.AppendResp> => {
    let options: streams.AppendReq.Options | undefined;
    const events = new ProposedEvents(mostBytes);
    for await (const request of call) {
      if (options === undefined) options = optionsOf(request);
      else events.add(messageOf(request));
    }
    if (options === undefined) throw new InvalidRequest('options are required');
    const stream = streamNameOf(options.getStreamIdentifier());
    const expected = expectedRevisionOf(options, options.hasRevision() ? options.getRevision() : null);
    try {
      return success(await log.append(stream, events.list, expected));
    } catch (error) {
      if (error instanceof RevisionConflict) return wrongExpectedVersion(error);
      throw error;
    }
  };

const optionsOf = (request: streams.AppendReq): streams.AppendReq.Options => {
  const options = request.getOptions();
  if (options === undefined) throw new InvalidRequest('an append begins with its options');
  return options;
};

const messageOf = (request: streams.AppendReq): streams.AppendReq.ProposedMessage => {
  const message = request.getProposedMessage();
  if (message === undefined || request.getContentCase() !== AppendReq.ContentCase.PROPOSED_MESSAGE) {
    throw new InvalidRequest('a proposed message is required');
  }
  return message;
};

const success = ({ revision, position }: Appended): streams.AppendResp => {
  const answer = new AppendResp.Success();
  if (revision < 0) answer.setNoStream(new shared.Empty());
  else answer.setCurrentRevision(String(revision));
  if (position === null) answer.setNoPosition(new shared.Empty());
  else answer.setPosition(new AppendResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position)));
  return new AppendResp().setSuccess(answer);
};

const wrongExpectedVersion = ({ expected, actual }: RevisionConflict): streams.AppendResp => {
  const answer = new AppendResp.WrongExpectedVersion();
  if (actual === null) answer.setCurrentNoStream(new shared.Empty());
  else answer.setCurrentRevision(String(actual));
  if (typeof expected === 'number') answer.setExpectedRevision(String(expected));
  else if (expected === 'no-stream') answer.setExpectedNoStream(new shared.Empty());
  else if (expected === 'any') answer.setExpectedAny(new shared.Empty());
  else answer.setExpectedStreamExists(new shared.Empty());
  return new AppendResp().setWrongExpectedVersion(answer);
};
