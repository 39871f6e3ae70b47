import { createConnection, type Connection } from 'mongoose';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import type { DeadLetter, DeadLetters } from '../consumer/dead-letters.port.js';
import { MongoConsumerOffsets } from './mongo-consumer-offsets.js';
import { MongoDeadLetters } from './mongo-dead-letters.js';

const serverSelectionTimeoutMs = 3000;
const socketTimeoutMs = 20_000;

/** What consumers keep beside Kafka: the last position of each key, and their dead letters. */
export class MongoConsumerState {
  private constructor(
    private readonly connection: Connection,
    readonly offsets: ConsumerOffsets,
    readonly deadLetters: DeadLetters,
  ) {}

  /** `stored` hears of every new dead letter. Rejects when no server answers. */
  static async connect(url: string, stored: (letter: DeadLetter) => void): Promise<MongoConsumerState> {
    const connection = await createConnection(url, {
      autoCreate: false,
      autoIndex: false,
      bufferCommands: false,
      serverSelectionTimeoutMS: serverSelectionTimeoutMs,
      socketTimeoutMS: socketTimeoutMs,
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
    }).asPromise();
    connection.set('strictQuery', 'throw');
    const deadLetters = new MongoDeadLetters(connection, stored);
    await deadLetters.prepare();
    return new MongoConsumerState(connection, new MongoConsumerOffsets(connection), deadLetters);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
