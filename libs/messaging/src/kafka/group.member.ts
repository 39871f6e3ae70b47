import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { assignerAfter } from './before-join.assigner.js';
import { whenLost } from './consumer.revival.js';

/** Partitions by topic. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

export type GroupMemberOptions = Readonly<{
  kafka: Kafka;
  groupId: string;
  topics: readonly string[];
  logger: LoggerService;
  /** Ends the waiting for a broker that is away. */
  stopping: AbortSignal;
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
const retryMs = 1000;
/** Without news for so long, a member cannot be sure that it still is one. */
const silenceMs = 6000;

/** kafkajs' consumer: one that reads from the beginning, commits nothing itself, and outlasts a broker that is away. */
export class GroupMember {
  private readonly consumer: Consumer;
  private trouble: string | null = 'it has not joined its group yet';
  private heardMs = 0;
  private isFetching = false;
  private wasJoined = false;
  private joining: Promise<void> = Promise.resolve();

  constructor(private readonly options: GroupMemberOptions) {
    const { kafka, groupId, joined, left, leave, stopping } = options;
    this.consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: heartbeatMs,
      partitionAssigners: [assignerAfter(leave)],
      // An idle consumer would otherwise join a rebalance seconds late.
      maxWaitTimeInMs: 200,
      retry: { restartOnFailure: async () => true },
    });
    const { GROUP_JOIN, REBALANCING, CRASH, HEARTBEAT } = this.consumer.events;
    this.consumer.on(HEARTBEAT, () => this.heard());
    this.consumer.on(REBALANCING, () => left());
    this.consumer.on(CRASH, ({ payload }) => {
      this.trouble = String(payload.error);
      left();
    });
    whenLost(this.consumer, stopping, (rested) => (this.joining = rested.then(() => this.tryToJoin())));
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      this.heard();
      this.trouble = null;
      this.wasJoined = true;
      joined(payload.memberAssignment);
    });
  }

  /** Why it gets no records, null while it does. */
  get halted(): string | null {
    if (this.trouble !== null) return this.trouble;
    const silentMs = performance.now() - this.heardMs;
    return silentMs > silenceMs ? `Kafka has not answered for ${Math.floor(silentMs / 1000)} s` : null;
  }

  /** Resolves when it has joined its group. */
  join(): Promise<void> {
    this.joining = this.tryToJoin();
    return this.joining;
  }

  /** While it fetches nothing it goes on saying that it lives. */
  fetches(whether: boolean): void {
    this.isFetching = whether;
    if (!this.wasJoined) return;
    const topics = this.options.topics.map((topic) => ({ topic }));
    if (whether) this.consumer.resume(topics);
    else this.consumer.pause(topics);
  }

  /** After the partition alone was paused. */
  resume(topic: string, partition: number): void {
    if (this.isFetching) this.consumer.resume([{ topic, partitions: [partition] }]);
  }

  async disconnect(): Promise<void> {
    this.wasJoined = false;
    await this.joining;
    await this.consumer.disconnect();
  }

  private async tryToJoin(): Promise<void> {
    const { groupId, topics, logger, stopping } = this.options;
    const joined = new Promise<void>((resolve) => {
      const off = this.consumer.on(this.consumer.events.GROUP_JOIN, () => (off(), resolve()));
      stopping.addEventListener('abort', () => resolve(), { once: true });
    });
    while (!stopping.aborted) {
      try {
        await this.consumer.connect();
        await this.consumer.subscribe({ topics: [...topics], fromBeginning: true });
        await this.run();
        return await joined;
      } catch (error) {
        this.trouble = String(error);
        logger.warn(`${groupId} waits for Kafka: ${this.trouble}`);
        await sleep(retryMs, undefined, { signal: stopping }).catch(() => undefined);
      }
    }
  }

  private heard(): void {
    this.heardMs = performance.now();
  }

  private run(): Promise<void> {
    return this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: async (payload) => this.options.take(payload),
    });
  }
}
