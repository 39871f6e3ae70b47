type Waiter = Readonly<{ position: number; resolve: () => void }>;

/** Positions of the consumers in memory, and those who wait for them. */
export class ProgressBoard {
  private readonly positions = new Map<string, number>();
  private readonly waiters = new Map<string, Set<Waiter>>();

  advance(consumer: string, position: number): void {
    this.positions.set(consumer, position);
    for (const waiter of this.waiters.get(consumer) ?? []) if (waiter.position <= position) waiter.resolve();
  }

  async waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean> {
    if ((this.positions.get(consumer) ?? -1) >= position) return true;
    const waiters = this.waiters.get(consumer) ?? new Set();
    this.waiters.set(consumer, waiters);
    return new Promise((resolve) => {
      const settle = (reached: boolean) => {
        clearTimeout(timer);
        waiters.delete(waiter);
        resolve(reached);
      };
      const timer = setTimeout(() => settle(false), timeoutMs);
      const waiter = { position, resolve: () => settle(true) };
      waiters.add(waiter);
    });
  }
}
