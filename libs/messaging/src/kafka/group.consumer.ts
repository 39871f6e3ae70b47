import type { DeadLetter } from '../consumer/dead-letters.port.js';
import type { GuardedDelivery } from '../consumer/guarded-delivery.js';
import { untilStored } from '../consumer/stored.js';
import { RecordConsumer, type RecordConsumerOptions, type RecordTask } from './record.consumer.js';

export type GroupConsumerOptions = Omit<RecordConsumerOptions, 'take' | 'flush' | 'joined'> & Readonly<{ delivery: GuardedDelivery }>;

/** What consumers of facts and of reports have in common: a group, lanes, and dead letters that take their turn. */
export abstract class GroupConsumer {
  readonly records: RecordConsumer;

  constructor(protected readonly options: GroupConsumerOptions) {
    this.records = new RecordConsumer({
      ...options,
      take: (topic, record, partition) => this.take(topic, record, partition),
      flush: (signal) => this.flush(signal),
      joined: () => this.joined(),
    });
  }

  protected abstract take(...record: Parameters<RecordConsumerOptions['take']>): RecordTask | null;
  protected abstract flush(signal: AbortSignal): Promise<void>;
  /** Other instances may have gone on with the keys that come now. */
  protected abstract begin(): Promise<void>;

  /** Why it does not go on, or not with all keys; null while it does. */
  get halted(): string | null {
    return this.records.halted ?? this.options.delivery.waits;
  }

  start(): Promise<void> {
    return this.records.start();
  }

  retry(letter: DeadLetter): Promise<void> {
    return this.records.lanes.run(letter.message.key, () => this.options.delivery.retry(letter, this.records.signal));
  }

  async resumeKey(key: string): Promise<void> {
    const { delivery, logger } = this.options;
    await this.records.lanes
      .run(key, () => delivery.resume(key, this.records.signal))
      .catch((error: unknown) => logger.error(`dead letters of ${key} could not go on: ${String(error)}`));
  }

  close(): Promise<void> {
    return this.records.close();
  }

  /** Runs what needs the consumer's state, and outlasts its absence. Undefined when the signal came first. */
  protected stored<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    return untilStored(task, signal, this.options.logger);
  }

  private async joined(): Promise<void> {
    const { delivery, logger } = this.options;
    await this.begin();
    // Another instance may have held or freed keys since.
    const held = await untilStored(() => delivery.start(), this.records.signal, logger);
    for (const key of held ?? []) void this.resumeKey(key);
  }
}
