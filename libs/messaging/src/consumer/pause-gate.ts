/** Lets through while open; whoever comes while it is closed waits. */
export class PauseGate {
  private opened: Promise<void> | null = null;
  private open: () => void = () => undefined;

  close(): void {
    if (this.opened === null) this.opened = new Promise((resolve) => (this.open = resolve));
  }

  reopen(): void {
    this.open();
    this.opened = null;
  }

  /** Resolves also when the signal aborts: whoever has one asks it then. */
  async pass(signal?: AbortSignal): Promise<void> {
    while (this.opened !== null && signal?.aborted !== true) await orAborted(this.opened, signal);
  }
}

const orAborted = async (opened: Promise<void>, signal: AbortSignal | undefined): Promise<void> => {
  if (signal === undefined) return opened;
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([opened, aborted]);
  signal.removeEventListener('abort', stop);
};
