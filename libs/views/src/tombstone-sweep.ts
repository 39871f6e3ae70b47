import type { ViewCollection } from './view-store.port.js';

const mostAtOnce = 1000;

/**
 * Removes the tombstones of a view, a bounded number between two batches. Only those at or below a checkpoint of a while
 * ago: what was written then is not among the last writes, which a store may forget.
 */
export class TombstoneSweep {
  private mark: Readonly<{ position: number; sinceMs: number }> | null = null;

  constructor(
    private readonly views: Pick<ViewCollection<unknown>, 'sweep'>,
    private readonly afterMs: number,
  ) {}

  /** By whoever writes the view; `position` is its checkpoint. */
  async pass(position: number): Promise<void> {
    const nowMs = performance.now();
    if (this.mark !== null && nowMs - this.mark.sinceMs < this.afterMs) return;
    const swept = this.mark === null ? 0 : await this.views.sweep(this.mark.position, mostAtOnce);
    if (swept < mostAtOnce) this.mark = { position, sinceMs: nowMs };
  }
}
