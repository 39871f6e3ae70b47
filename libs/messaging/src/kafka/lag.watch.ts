import type { Admin } from 'kafkajs';
import pTimeout from 'p-timeout';
import type { PartitionStanding } from './assigned.partitions.js';
import type { RecordConsumer } from './record.consumer.js';

const patienceMs = 1000;

/** Asks the broker where partitions end and how far their groups are: a member that fetches nothing is not told. */
export class LagWatch {
  private looking: Promise<void> | null = null;

  constructor(
    private readonly admin: () => Promise<Admin>,
    private readonly consumers: () => readonly RecordConsumer[],
  ) {}

  /** Resolves within a second; a broker that is slower is heard later, one that is away changes nothing. */
  async look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => (this.looking = null));
    await pTimeout(this.looking, { milliseconds: patienceMs, fallback: () => undefined });
  }

  private async lookOnce(): Promise<void> {
    try {
      const admin = await this.admin();
      await Promise.all(this.consumers().map((consumer) => ask(admin, consumer)));
    } catch {
      // What it said last holds.
    }
  }
}

const ask = async (admin: Admin, { groupId, topics, partitions }: RecordConsumer): Promise<void> => {
  const offsets = await admin.fetchOffsets({ groupId, topics: [...topics] });
  for (const { topic, partitions: committed } of offsets) {
    const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
    const standings = committed.map(({ partition, offset }): PartitionStanding => ({ topic, partition, committed: Number(offset), low: 0, high: 0, ...ends.get(partition) }));
    for (const standing of standings) partitions.told(standing);
  }
};
