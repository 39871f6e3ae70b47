import { CommitSignal } from '../commit-signal.js';
import type { KurrentConnection } from './kurrent-connection.js';
import type { KurrentTimes } from './kurrent-event-store.options.js';
import type { KurrentReader } from './kurrent-reader.js';
import { Pauses } from './pauses.js';
import { SubscriptionFeed } from './subscription.feed.js';
import { TailWindow } from './tail.window.js';

const batch = 512;

/**
 * Follows the end of the log for all subscriptions of the process: one subscription on the wire, whose events tell every
 * reader at once how far the log reaches, also where none of them match. Readers that are further behind catch up on
 * their own. It comes back after an error, and after a silence in which the log went on without it.
 */
export class LogTail {
  private readonly news = new CommitSignal();
  private readonly pauses = new Pauses();
  private following = false;
  private troubled = false;
  private current: TailWindow | null = null;

  constructor(
    private readonly connection: KurrentConnection,
    private readonly reader: KurrentReader,
    private readonly options: KurrentTimes & Readonly<{ signal: AbortSignal }>,
  ) {}

  /** Null until it has reached the server for the first time. */
  get window(): TailWindow | null {
    return this.current;
  }

  /** Does nothing when it runs. */
  start(): void {
    if (this.following) return;
    this.following = true;
    void this.run();
  }

  /** Resolves when there is something new, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    return this.news.next(signal);
  }

  private async run(): Promise<void> {
    const { signal, onTrouble } = this.options;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!this.troubled) onTrouble('the event log is lost, and looked for', error);
        this.troubled = true;
        await this.pauses.wait(signal);
      }
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const head = await this.reader.headPosition();
    const client = this.connection.client();
    const feed = new SubscriptionFeed(client, { after: head, silenceMs: this.options.silenceMs, signal });
    const window = TailWindow.at(head);
    this.current = window;
    this.news.notify();
    try {
      for (let missing = 0; ; ) {
        const fed = await feed.next(batch);
        if (fed === null) {
          if (missing > window.to) throw new Error(`the subscription stopped at ${window.to} without a word`);
          missing = await this.reader.headPosition();
        } else {
          // Not a checkpoint: it may stand on an event of the log's own, above the head that the port speaks of.
          window.push(fed.events, fed.events.at(-1)?.position ?? window.to);
          this.news.notify();
          this.works();
        }
      }
    } catch (error) {
      this.connection.condemn(client, error);
      throw error;
    } finally {
      feed.close();
    }
  }

  private works(): void {
    this.pauses.reset();
    this.troubled = false;
  }
}
