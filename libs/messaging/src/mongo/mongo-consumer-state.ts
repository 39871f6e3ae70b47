import { MongoLink } from '@daybook/mongodb';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import type { DeadLetter, DeadLetters } from '../consumer/dead-letters.port.js';
import { MongoConsumerOffsets } from './mongo-consumer-offsets.js';
import { MongoDeadLetters } from './mongo-dead-letters.js';

/** What consumers keep beside Kafka: the last position of each key, and their dead letters. */
export class MongoConsumerState {
  private constructor(
    private readonly link: MongoLink,
    readonly offsets: ConsumerOffsets,
    readonly deadLetters: DeadLetters,
  ) {}

  /** `stored` hears of every new dead letter. @throws MongoUnavailable when no server answers */
  static async connect(url: string, stored: (letter: DeadLetter) => void): Promise<MongoConsumerState> {
    const link = await MongoLink.connect(url);
    const deadLetters = new MongoDeadLetters(link, stored);
    await deadLetters.prepare();
    return new MongoConsumerState(link, new MongoConsumerOffsets(link), deadLetters);
  }

  async close(): Promise<void> {
    await this.link.close();
  }
}
