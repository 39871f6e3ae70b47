import type { LoggerService } from '@nestjs/common';
import type { EngineHeartbeat, EngineReport } from '@daybook/contracts';
import type { DeadLetter } from '../consumer/dead-letters.port.js';
import type { GuardedDelivery } from '../consumer/guarded-delivery.js';
import { KeyedLanes } from '../consumer/keyed-lanes.js';
import { reportMessageOf } from '../consumer/report.message.js';

const graceMs = 5000;

export type ReportConsumerOptions = Readonly<{
  delivery: GuardedDelivery;
  logger: LoggerService;
  concurrency: number;
  capacity: number;
}>;

/** Hands engine reports to one consumer, in order per run attempt or deployment generation. */
export class ReportConsumer {
  private readonly lanes: KeyedLanes;
  private readonly stopping = new AbortController();

  constructor(private readonly options: ReportConsumerOptions) {
    this.lanes = new KeyedLanes(options.concurrency, options.capacity);
  }

  /** Reports that are not applied yet. */
  get lag(): number {
    return this.lanes.size;
  }

  /** Why it does not go on with all keys, null while it does. */
  get halted(): string | null {
    return this.options.delivery.waits;
  }

  async start(): Promise<void> {
    for (const key of await this.options.delivery.start()) void this.resumeKey(key);
  }

  /** Resolves when the report has its place in the queue. */
  submit(report: Exclude<EngineReport, EngineHeartbeat>): Promise<void> {
    const { delivery, logger } = this.options;
    const message = reportMessageOf(report);
    return this.lanes.submit(message.key, async (rest) => {
      await delivery
        .deliver(message, this.stopping.signal, rest)
        .catch((error: unknown) => logger.error(`report ${message.id} (${message.type}) was lost: ${String(error)}`));
    });
  }

  retry(letter: DeadLetter): Promise<void> {
    return this.lanes.run(letter.message.key, () => this.options.delivery.retry(letter, this.stopping.signal));
  }

  resumeKey(key: string): Promise<void> {
    return this.lanes
      .run(key, () => this.options.delivery.resume(key, this.stopping.signal))
      .catch((error: unknown) => this.options.logger.error(`dead letters of ${key} could not go on: ${String(error)}`));
  }

  /** Reports are nowhere else, so what is queued gets some time. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.stopping.abort(), graceMs);
    await this.lanes.idle();
    clearTimeout(timer);
    this.stopping.abort();
  }
}
