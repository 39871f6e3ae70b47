import type { LoggerService } from '@nestjs/common';
import { Turns } from '@daybook/event-store';
import type { DeadLetter } from '../consumer/dead-letters.port.js';
import type { RecordProducer } from './record-producer.js';

const defaultWithinMs = 10_000;

/** Tells of dead letters on a topic, those of one key in their order. The store says what is pending; the topic is for whoever watches. */
export class DeadLetterTopic {
  private readonly turns = new Turns();

  constructor(
    private readonly producer: RecordProducer,
    private readonly topic: string,
    private readonly logger: LoggerService,
    /** So long it is tried, in ms. */
    private readonly withinMs = defaultWithinMs,
  ) {}

  /** The letter is stored by now, so a broker that is away holds nothing up. */
  readonly tell = (letter: DeadLetter): void => void this.turns.take(letter.message.key, () => this.publish(letter));

  private async publish(letter: DeadLetter): Promise<void> {
    const { id, consumer, message, reason, failure } = letter;
    const headers = {
      'daybook-letter': id,
      'daybook-consumer': consumer,
      'daybook-reason': reason,
      'daybook-error-code': failure?.errorCode ?? '',
      'content-type': 'application/json',
    };
    const record = { key: message.key, value: JSON.stringify(letter), headers };
    const sent = await this.producer.send([{ topic: this.topic, messages: [record] }], AbortSignal.timeout(this.withinMs));
    if (!sent) this.logger.warn(`dead letter ${id} is stored, but was not told on ${this.topic}`);
  }
}
