import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { Partitioners, type Kafka, type Producer } from 'kafkajs';
import type { FactRecord } from './fact.record.js';

export type TopicRecords = Readonly<{ topic: string; messages: readonly FactRecord[] }>;

const firstDelayMs = 100;
const maxDelayMs = 5000;

/**
 * Sends the same records until the broker has acknowledged them. Never kafkajs' idempotent producer: after a timeout it
 * reuses sequence numbers, and messages that it reports as acknowledged are gone. Repetitions are dropped by position.
 */
export class RecordProducer {
  private readonly producer: Producer;
  private connected = false;
  private failure: string | null = null;

  constructor(
    kafka: Kafka,
    private readonly logger: LoggerService,
  ) {
    this.producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: false, allowAutoTopicCreation: false });
  }

  /** Why the broker does not acknowledge, null while it does. */
  get trouble(): string | null {
    return this.failure;
  }

  /** One call at a time keeps the order of a key. False when the signal came first: then nobody knows. */
  async send(topics: readonly TopicRecords[], signal: AbortSignal): Promise<boolean> {
    const topicMessages = topics.map(({ topic, messages }) => ({ topic, messages: [...messages] }));
    for (let delayMs = firstDelayMs; !signal.aborted; delayMs = Math.min(maxDelayMs, delayMs * 2)) {
      try {
        await this.connect();
        await this.producer.sendBatch({ topicMessages, acks: -1 });
        this.failure = null;
        return true;
      } catch (error) {
        this.failure = String(error);
        this.logger.warn(`records were not acknowledged and are sent again: ${this.failure}`);
      }
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  private async connect(): Promise<void> {
    if (this.connected) return;
    await this.producer.connect();
    this.connected = true;
  }
}
