import type { LoggerService } from '@nestjs/common';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import type { Assignment } from './consumer.life.js';
import { LastingConsumer } from './lasting.consumer.js';

export type GroupMemberOptions = Readonly<{
  kafka: Kafka;
  groupId: string;
  topics: readonly string[];
  logger: LoggerService;
  /** Returns at once; what it does not resolve comes again. */
  take: (payload: EachBatchPayload) => void;
  joined: (assignment: Assignment) => void;
  /** The partitions may be somebody else's soon. */
  left: () => void;
  /** The group is joined anew once it has resolved. Never rejects. */
  leave: () => Promise<void>;
}>;

/** So long the broker waits for a heartbeat before it gives the partitions to others. */
export const sessionTimeoutMs = 12_000;
const rebalanceTimeoutMs = 30_000;
const heartbeatMs = 1000;
const partitionsAtOnce = 6;

/** Reads its group's topics from the beginning, commits nothing itself, and outlasts a broker that is away. */
export class GroupMember {
  private readonly consumer: LastingConsumer;
  private isFetching = false;

  constructor({ groupId, ...options }: GroupMemberOptions) {
    this.consumer = new LastingConsumer({
      ...options,
      config: {
        groupId,
        sessionTimeout: sessionTimeoutMs,
        rebalanceTimeout: rebalanceTimeoutMs,
        heartbeatInterval: heartbeatMs,
        // An idle consumer would otherwise join a rebalance seconds late.
        maxWaitTimeInMs: 200,
      },
      fromBeginning: true,
      run: { eachBatchAutoResolve: false, partitionsConsumedConcurrently: partitionsAtOnce },
    });
  }

  /** Why it gets no records, null while it does. */
  get halted(): string | null {
    return this.consumer.halted;
  }

  /** Resolves when it has joined its group. */
  join(): Promise<void> {
    return this.consumer.start();
  }

  /** While it fetches nothing it goes on saying that it lives. */
  fetches(whether: boolean): void {
    this.isFetching = whether;
    if (whether) this.consumer.resume();
    else this.consumer.pause();
  }

  /** After the partition alone was paused. */
  resume(topic: string, partition: number): void {
    if (this.isFetching) this.consumer.resumePartition(topic, partition);
  }

  disconnect(): Promise<void> {
    return this.consumer.close();
  }
}
