import type { Database } from 'better-sqlite3';
import type { AppliedPosition, ConsumerOffsets } from '../consumer/consumer-offsets.port.js';

/** Checkpoints and the last position per key in SQLite; neither ever moves back. */
export class SqliteConsumerOffsets implements ConsumerOffsets {
  private readonly selectCheckpoint;
  private readonly selectPosition;
  private readonly saveAll;

  constructor(db: Database) {
    this.selectCheckpoint = db
      .prepare<[string], number>('SELECT position FROM checkpoints WHERE consumer = ?')
      .pluck();
    this.selectPosition = db
      .prepare<[string, string, string], number>('SELECT position FROM applied WHERE consumer = ? AND topic = ? AND key = ?')
      .pluck();
    const upsertCheckpoint = db.prepare<[string, number]>(
      `INSERT INTO checkpoints (consumer, position) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`,
    );
    const upsertPosition = db.prepare<[string, string, string, number]>(
      `INSERT INTO applied (consumer, topic, key, position) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`,
    );
    this.saveAll = db.transaction((consumer: string, checkpoint: number, applied: readonly AppliedPosition[]) => {
      for (const { topic, key, position } of applied) upsertPosition.run(consumer, topic, key, position);
      upsertCheckpoint.run(consumer, checkpoint);
    });
  }

  async checkpoint(consumer: string): Promise<number> {
    return this.selectCheckpoint.get(consumer) ?? 0;
  }

  async lastPosition(consumer: string, topic: string, key: string): Promise<number> {
    return this.selectPosition.get(consumer, topic, key) ?? 0;
  }

  async save(consumer: string, checkpoint: number, applied: readonly AppliedPosition[]): Promise<void> {
    this.saveAll(consumer, checkpoint, applied);
  }
}
