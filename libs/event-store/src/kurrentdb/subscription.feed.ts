import type { AllStreamResolvedEvent, AllStreamSubscription, KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Recorded } from '@daybook/event-sourcing';
import type { StreamFilter } from '../event-store.port.js';
import { fromPosition, positionOf, toRecorded } from './event.codec.js';
import { filterOf } from './stream.filter.js';

/** All matching events up to `position`; `live` once the server has said that it sends what is appended. */
export type Fed = Readonly<{ events: readonly Recorded[]; position: number; live: boolean }>;

export type FeedOptions = StreamFilter & Readonly<{ after: number; silenceMs: number; signal: AbortSignal }>;

/** So many events wait for their reader; then the server is held back. */
const buffered = 256;

/**
 * One subscription of the client, pulled: no event is taken from it before somebody asks. It does not come back when it
 * is lost; that is left to who opened it.
 */
export class SubscriptionFeed {
  private readonly source: AllStreamSubscription;
  private position: number;
  private checkpoint = 0;
  private live = false;
  private told = false;
  private failure: unknown = null;
  private wake: () => void = () => undefined;

  constructor(client: KurrentDBClient, private readonly options: FeedOptions) {
    this.position = options.after;
    // The client waits for this callback's promise and stops for ever where it fails: it is synchronous and cannot.
    const filter = filterOf(options, (_, { commit }) => {
      this.checkpoint = Number(commit);
      this.wake();
    });
    this.source = client.subscribeToAll({ fromPosition: fromPosition(options.after), filter, requiresLeader: true }, { highWaterMark: buffered });
    this.source.on('readable', () => this.wake());
    this.source.on('caughtUp', () => {
      this.live = true;
      this.wake();
    });
    this.source.on('error', (error: Error) => this.fail(error));
    for (const end of ['end', 'close'] as const) this.source.on(end, () => this.fail(new Error('the server has ended the subscription')));
    options.signal.addEventListener('abort', this.aborted);
  }

  /** Null after a silence. @throws what ended the subscription */
  async next(limit: number): Promise<Fed | null> {
    for (;;) {
      const fed = this.take(limit);
      if (fed !== null) return fed;
      if (this.failure !== null) throw this.failure;
      if (!(await this.woken())) return null;
    }
  }

  close(): void {
    this.options.signal.removeEventListener('abort', this.aborted);
    this.fail(new Error('the subscription is closed'));
    void this.source.unsubscribe().catch(() => undefined);
  }

  private take(limit: number): Fed | null {
    const begin = this.position;
    const events: Recorded[] = [];
    while (events.length < limit) {
      const resolved = this.source.read() as AllStreamResolvedEvent | null;
      if (resolved === null) break;
      const event = toRecorded(resolved);
      const position = event?.position ?? positionOf(resolved.link?.position);
      if (position <= this.position) continue;
      this.position = position;
      if (event !== null) events.push(event);
    }
    // A checkpoint and the word that it is live count from when nothing that came before them is left.
    const drained = this.source.readableLength === 0;
    if (drained) this.position = Math.max(this.position, this.checkpoint);
    const live = drained && this.live;
    const news = this.position > begin || (live && !this.told);
    this.told ||= live;
    return news ? { events, position: this.position, live } : null;
  }

  private woken(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), this.options.silenceMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  private readonly aborted = (): void => this.fail(new Error('the subscription was given up'));

  private fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }
}
