import type { ExpectedRevision } from '@daybook/event-store';
import { DeadlinePassed } from '../log/event-log.errors.js';
import type { ProposedEvent } from '../log/logged-event.js';
import { streamNameOf } from '../protocol/identifiers.js';
import type { streams } from '../protocol/messages.js';
import { expectedRevisionOf, ProposedEvents } from '../protocol/proposed-messages.js';

/** The longest that a timer waits. */
const mostTimeoutMs = 2 ** 31 - 1;

/** An append of a batch whose parts are still coming in, until its deadline. */
export class PendingAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  private readonly proposed: ProposedEvents;
  private readonly timer: NodeJS.Timeout;

  /** @throws InvalidRequest, DeadlinePassed */
  constructor(options: streams.BatchAppendReq.Options, mostBytes: number, onDeadline: (error: DeadlinePassed) => void) {
    this.stream = streamNameOf(options.getStreamIdentifier());
    this.expected = expectedRevisionOf(options, options.hasStreamPosition() ? options.getStreamPosition() : null);
    this.proposed = new ProposedEvents(mostBytes);
    const timeoutMs = Math.min(timeoutOf(options), mostTimeoutMs);
    if (timeoutMs <= 0) throw new DeadlinePassed(this.stream);
    this.timer = setTimeout(() => onDeadline(new DeadlinePassed(this.stream)), timeoutMs);
  }

  get events(): readonly ProposedEvent[] {
    return this.proposed.list;
  }

  /** @throws InvalidRequest, AppendTooLarge */
  add(messages: readonly streams.BatchAppendReq.ProposedMessage[]): void {
    for (const message of messages) this.proposed.add(message);
  }

  /** Its deadline no longer matters. */
  drop(): void {
    clearTimeout(this.timer);
  }
}

/** Clients send the time left or, older ones, the time of day. */
const timeoutOf = (options: streams.BatchAppendReq.Options): number => {
  const left = options.getDeadline();
  if (left !== undefined) return left.getSeconds() * 1000 + left.getNanos() / 1e6;
  const deadline = options.getDeadline21100();
  return deadline === undefined ? mostTimeoutMs : deadline.toDate().getTime() - Date.now();
};
