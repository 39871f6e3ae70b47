import { Schema, type Model } from 'mongoose';
import type { MongoLink } from '@daybook/mongodb';
import type { AppliedPosition, ConsumerOffsets } from '../consumer/consumer-offsets.port.js';

type Row = { _id: string; position: number };
const schema = new Schema<Row>(
  { _id: { type: String, required: true }, position: { type: Number, required: true } },
  { strict: 'throw', strictQuery: 'throw', versionKey: false, autoCreate: false, autoIndex: false },
);

/** Last positions in MongoDB; none of them ever moves back, whoever writes. */
export class MongoConsumerOffsets implements ConsumerOffsets {
  constructor(private readonly link: MongoLink) {}

  /** Of consumers that read the log themselves; those of Kafka leave it at 0. */
  checkpoint(consumer: string): Promise<number> {
    return this.positionOf(JSON.stringify([consumer]));
  }

  lastPosition(consumer: string, topic: string, key: string): Promise<number> {
    return this.positionOf(idOf(consumer, { topic, key }));
  }

  /** Row by row: a crash between two of them leaves positions that are too low, which is harmless. */
  async save(consumer: string, checkpoint: number, applied: readonly AppliedPosition[]): Promise<void> {
    const rows = applied.map((row) => ({ _id: idOf(consumer, row), position: row.position }));
    if (checkpoint > 0) rows.push({ _id: JSON.stringify([consumer]), position: checkpoint });
    if (rows.length === 0) return;
    const operations = rows.map(({ _id, position }) => ({
      updateOne: { filter: { _id }, update: { $max: { position } }, upsert: true },
    }));
    await this.link.ask(() => this.rows.bulkWrite(operations, { ordered: false }));
  }

  private get rows(): Model<Row> {
    return this.link.model('ConsumerPosition', schema, 'consumer_positions');
  }

  private async positionOf(_id: string): Promise<number> {
    return (await this.link.ask(() => this.rows.findOne({ _id }).lean().exec()))?.position ?? 0;
  }
}

const idOf = (consumer: string, { topic, key }: Pick<AppliedPosition, 'topic' | 'key'>): string => JSON.stringify([consumer, topic, key]);
