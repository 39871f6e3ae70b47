/** How long what the relay has reached may go unsaved; a leader that dies costs so many repetitions. */
export const saveEveryMs = 200;

/** Saves how far a relay is, at most every fifth of a second: a save per batch of the log would cost a round trip each. */
export class PositionSaver {
  private readonly failing = new AbortController();
  private saving: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private reached: number;

  constructor(
    private saved: number,
    private readonly save: (position: number) => Promise<void>,
  ) {
    this.reached = saved;
  }

  /** Aborts with the error of a save that failed; nothing is saved after that. */
  get failed(): AbortSignal {
    return this.failing.signal;
  }

  /** Takes note; a position below the highest one changes nothing. */
  reach(position: number): void {
    if (position <= this.reached) return;
    this.reached = position;
    this.timer ??= setTimeout(() => this.begin(), saveEveryMs);
  }

  /** Saves what is not saved yet. */
  async end(): Promise<void> {
    this.begin();
    await this.saving;
  }

  private begin(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.saving = this.saving.then(() => this.saveReached()).catch((error: unknown) => this.failing.abort(error));
  }

  private async saveReached(): Promise<void> {
    const { reached } = this;
    if (reached <= this.saved || this.failing.signal.aborted) return;
    await this.save(reached);
    this.saved = reached;
  }
}
