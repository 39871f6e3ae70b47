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

  async pass(): Promise<void> {
    while (this.opened !== null) await this.opened;
  }
}
