import { MongoLink } from '@daybook/mongodb';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import type { DeadLetter, DeadLetters } from '../consumer/dead-letters.port.js';
import type { LaneTurns } from '../consumer/lane-turns.port.js';
import type { LetterOwner } from './letter.owner.js';
import { MongoConsumerOffsets } from './mongo-consumer-offsets.js';
import { MongoDeadLetters } from './mongo-dead-letters.js';
import { MongoLaneTurns } from './mongo-lane-turns.js';

/** What consumers keep beside Kafka: the last position of each key, their dead letters, and whose turn it is with those. */
export class MongoConsumerState {
  private constructor(
    private readonly link: MongoLink,
    readonly offsets: ConsumerOffsets,
    readonly deadLetters: DeadLetters,
    readonly turns: LaneTurns,
  ) {}

  /** `stored` hears of every new dead letter; without an owner all of the database are this process's. @throws MongoUnavailable, DeadLettersUnavailable */
  static async connect(url: string, stored: (letter: DeadLetter) => void, owner?: LetterOwner): Promise<MongoConsumerState> {
    const link = await MongoLink.connect(url);
    const deadLetters = new MongoDeadLetters(link, stored, owner);
    await deadLetters.prepare();
    return new MongoConsumerState(link, new MongoConsumerOffsets(link), deadLetters, new MongoLaneTurns(link));
  }

  async close(): Promise<void> {
    await this.link.close();
  }
}
