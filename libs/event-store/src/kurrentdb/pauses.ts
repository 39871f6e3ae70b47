import { setTimeout as sleep } from 'node:timers/promises';
import { decorrelatedJitterGenerator, ExponentialBackoff, type IBackoff } from 'cockatiel';

const backoff = new ExponentialBackoff({ initialDelay: 50, maxDelay: 2_000, generator: decorrelatedJitterGenerator });

/** Ever longer pauses between attempts, with jitter, so that many who lost the same server do not come back at once. */
export class Pauses {
  private current: IBackoff<unknown> | null = null;

  /** Ends early when the signal aborts or after `mostMs`. */
  async wait(signal?: AbortSignal, mostMs = Infinity): Promise<void> {
    this.current = this.current === null ? backoff.next() : this.current.next(undefined);
    await sleep(Math.min(this.current.duration, mostMs), undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }

  /** What was waited for has worked: the next pause is a short one again. */
  reset(): void {
    this.current = null;
  }
}
