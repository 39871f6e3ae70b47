import type { ViewCollection } from './view-store.port.js';

/** So long others may not hear that nothing concerned the view. */
export const idleWriteMs = 100;

/**
 * The checkpoint of a view that nothing in the log concerns for a while. Alone one need not write it: it only saves reading
 * the same once more. Others have no other word of it; they get it soon, and not with each event.
 */
export class IdleCheckpoint {
  private reached: number | null = null;
  private writtenMs = -Infinity;

  constructor(private readonly views: Pick<ViewCollection<never>, 'lease' | 'write'>) {}

  get isPending(): boolean {
    return this.reached !== null;
  }

  /** The checkpoint was written with documents. */
  overtaken(): void {
    this.reached = null;
    this.writtenMs = performance.now();
  }

  async pass(position: number): Promise<void> {
    if (this.views.lease === undefined) return;
    this.reached = position;
    if (performance.now() - this.writtenMs >= idleWriteMs) await this.write();
  }

  /** @throws ViewWriteConflict */
  async write(): Promise<void> {
    if (this.reached === null) return;
    const position = this.reached;
    this.overtaken();
    await this.views.write([], position);
  }
}
