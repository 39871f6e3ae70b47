import type { DeadLetter, DeadLetterPage, DeadLetterQuery } from '../consumer/dead-letters.port.js';
import type { DeadLetterQueue } from '../dead-letter-queue.port.js';
import { ConsumerNotHere, DeadLetterNotFound } from '../messaging.errors.js';
import type { EmbeddedConsumers } from './embedded-consumers.js';
import type { LogConsumer } from './log-consumer.js';
import type { ReportConsumer } from './report-consumer.js';
import { engineLinkConsumer, type ReportIntake } from './report-intake.js';

const maxLimit = 200;

/** Retries take their turn within the key, so that a letter and a new message of its key never run at once. */
export class EmbeddedDeadLetterQueue implements DeadLetterQueue {
  constructor(
    private readonly consumers: EmbeddedConsumers,
    private readonly intake: ReportIntake,
  ) {}

  list(query: DeadLetterQuery): Promise<DeadLetterPage> {
    return this.consumers.options.deadLetters.list({ ...query, limit: Math.min(query.limit, maxLimit) });
  }

  async retry(id: string): Promise<DeadLetter> {
    const letter = await this.pending(id);
    if (letter.consumer === engineLinkConsumer) {
      await this.intake.retry(letter);
      await this.consumers.options.deadLetters.applied(id);
      return letter;
    }
    const consumer = this.ownerOf(letter);
    if (consumer === undefined) throw new ConsumerNotHere(letter.consumer);
    // Looked up again when its turn has come, for it may have been settled meanwhile.
    await consumer.retry(letter.message.key, () => this.pending(id));
    return letter;
  }

  async discard(id: string, actor = 'anonymous', reason = ''): Promise<DeadLetter> {
    const letter = await this.pending(id);
    await this.consumers.options.deadLetters.discarded(id, actor, reason, new Date().toISOString());
    void this.ownerOf(letter)?.resumeKey(letter.message.key);
    return letter;
  }

  private ownerOf({ consumer, message }: DeadLetter): LogConsumer | ReportConsumer | undefined {
    return message.kind === 'fact' ? this.consumers.logs.get(consumer) : this.consumers.reports.get(consumer);
  }

  private async pending(id: string): Promise<DeadLetter> {
    const letter = await this.consumers.options.deadLetters.find(id);
    if (letter === null) throw new DeadLetterNotFound(id);
    return letter;
  }
}
