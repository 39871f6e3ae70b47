import type { LoggerService } from '@nestjs/common';

const everyMs = 200;
const everyMessages = 100;

/** Saves a consumer's progress in batches: after so many messages, or so long after the first unsaved one. */
export class CheckpointSaver {
  private unsaved = 0;
  private timer: NodeJS.Timeout | undefined;
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly save: () => Promise<void>,
    private readonly logger: LoggerService,
  ) {}

  /** Something has changed. */
  changed(): void {
    this.unsaved += 1;
    if (this.unsaved >= everyMessages) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), everyMs);
  }

  /** A save that fails is only late: what it did not save is delivered again after a crash. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.unsaved = 0;
    this.saving = this.saving
      .then(this.save)
      .catch((error: unknown) => this.logger.error(`consumer progress could not be saved: ${String(error)}`));
    return this.saving;
  }
}
