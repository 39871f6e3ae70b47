import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Recorded } from '@daybook/event-sourcing';
import type { StreamFilter } from '../event-store.port.js';
import { countOf, toRecorded } from './event.codec.js';
import { PulledRead } from './pulled.read.js';
import { logRequest } from './read.request.js';

/** All matching events up to `position`; `live` once the server has said that it sends what is appended. */
export type Fed = Readonly<{ events: readonly Recorded[]; position: number; live: boolean }>;

export type FeedOptions = StreamFilter & Readonly<{ after: number; silenceMs: number; signal: AbortSignal }>;

/** One subscription on the wire. It does not come back when it is lost; that is left to who opened it. */
export class SubscriptionFeed {
  private readonly read: PulledRead;
  private position: number;
  private live = false;

  constructor(client: KurrentDBClient, private readonly options: FeedOptions) {
    this.position = options.after;
    const from = options.after <= 0 ? 'start' : options.after;
    this.read = new PulledRead(client, logRequest({ ...options, from, direction: 'forwards', count: 'follow' }), true);
    options.signal.addEventListener('abort', this.close);
  }

  /** Null after a silence. @throws what ended the subscription */
  async next(limit: number): Promise<Fed | null> {
    for (;;) {
      const fed = this.take(limit);
      if (fed !== null) return fed;
      const next = await this.read.more(this.options.silenceMs);
      if (next === 'end') throw new Error('the server has ended the subscription');
      if (next === 'late') return null;
    }
  }

  readonly close = (): void => {
    this.options.signal.removeEventListener('abort', this.close);
    this.read.cancel();
  };

  /** What is here already, up to the limit; null for nothing new. */
  private take(limit: number): Fed | null {
    const [begin, wasLive] = [this.position, this.live];
    const events: Recorded[] = [];
    for (const answer of this.read.take(limit)) {
      const [resolved, checkpoint] = [answer.getEvent(), answer.getCheckpoint()];
      const event = resolved === undefined ? null : toRecorded(resolved);
      if (event !== null && event.position > this.position) events.push(event);
      const reached = event?.position ?? (checkpoint === undefined ? 0 : countOf(checkpoint.getCommitPosition()));
      this.position = Math.max(this.position, reached);
      this.live ||= answer.hasCaughtUp();
    }
    const news = this.position > begin || this.live !== wasLive;
    return news ? { events, position: this.position, live: this.live } : null;
  }
}
