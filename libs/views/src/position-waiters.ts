type Waiter = Readonly<{ position: number; wake: () => void }>;

/** Those who wait for a view to reach a position. */
export class PositionWaiters {
  private waiting: readonly Waiter[] = [];

  get any(): boolean {
    return this.waiting.length > 0;
  }

  /** Resolves when the position was reached, or the time is over. */
  wait(position: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting = this.waiting.filter((one) => one !== waiter);
        resolve();
      };
      const waiter = { position, wake };
      const timer = setTimeout(wake, timeoutMs);
      this.waiting = [...this.waiting, waiter];
    });
  }

  reached(position: number): void {
    for (const { position: wanted, wake } of this.waiting) if (wanted <= position) wake();
  }

  dismiss(): void {
    this.reached(Infinity);
  }
}
