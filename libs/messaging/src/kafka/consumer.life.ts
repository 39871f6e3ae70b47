import pTimeout from 'p-timeout';
import type { Consumer, ConsumerConfig, ConsumerRunConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { assignerAfter } from './before-join.assigner.js';

/** Partitions by topic. */
export type Assignment = Readonly<Record<string, readonly number[]>>;

export type ConsumerLifeOptions = Readonly<{
  kafka: Kafka;
  config: Omit<ConsumerConfig, 'retry' | 'partitionAssigners'>;
  topics: readonly string[];
  fromBeginning: boolean;
  run: Pick<ConsumerRunConfig, 'eachBatchAutoResolve' | 'partitionsConsumedConcurrently'>;
  take: (payload: EachBatchPayload) => void;
  joined: (assignment: Assignment) => void;
  /** The partitions may be somebody else's soon. */
  left: () => void;
  /** The group is joined, and joined anew, once it has resolved. Never rejects. */
  leave?: () => Promise<void>;
  /** The broker has answered what there is to read. */
  fetched?: () => void;
}>;

const lookMs = 1000;
/** Longer than the sessions of members, so that the group has given up one that was silent for so long. */
const silentMs = 15_000;
/** Longer than a group waits for its members to join. */
const joiningMs = 60_000;
/** Longer than kafkajs takes from the end of a consumer to the news of its crash, where it does not hang. */
const dyingMs = 5000;
const goodbyeMs = 10_000;

/**
 * One consumer of kafkajs from its making until it is lost, and never begun again: after some errors kafkajs restarts a
 * consumer by itself, after others it ends without asking anybody, a plain `Broker not connected` among them; and its
 * promises to join, to stop and to disconnect may stay open for ever. So each way out ends the life, silence too, and
 * what such a consumer says afterwards is not heard.
 */
export class ConsumerLife {
  /** Why it is over. Never rejects. */
  readonly over: Promise<string>;
  private readonly consumer: Consumer;
  private readonly look: NodeJS.Timeout;
  private finish: (reason: string) => void = () => undefined;
  private isOver = false;
  private isMember = false;
  private heardMs = performance.now();
  private patienceMs = joiningMs;

  constructor(private readonly options: ConsumerLifeOptions) {
    const { kafka, config } = options;
    this.over = new Promise((resolve) => (this.finish = resolve));
    const partitionAssigners = [assignerAfter(() => this.beforeJoin())];
    this.consumer = kafka.consumer({ ...config, partitionAssigners, retry: { restartOnFailure: async () => false } });
    this.look = setInterval(() => this.lookAfter(), lookMs).unref();
    this.listen();
    this.begin().catch((error: unknown) => this.end(String(error)));
  }

  /** Since when nothing was heard of it, in ms. */
  get silentMs(): number {
    return performance.now() - this.heardMs;
  }

  pause(topics: readonly string[]): void {
    if (this.isMember) this.consumer.pause(topics.map((topic) => ({ topic })));
  }

  resume(topics: readonly string[]): void {
    if (this.isMember) this.consumer.resume(topics.map((topic) => ({ topic })));
  }

  resumePartition(topic: string, partition: number): void {
    if (this.isMember) this.consumer.resume([{ topic, partitions: [partition] }]);
  }

  /** Rejects where it is no member, which kafkajs would pass over in silence. */
  async commit(offsets: Parameters<Consumer['commitOffsets']>[0]): Promise<void> {
    if (!this.isMember) throw new Error('not a member of the group');
    await this.consumer.commitOffsets(offsets);
  }

  end(reason: string): void {
    clearInterval(this.look);
    if (this.isOver) return;
    this.leaves();
    this.isOver = true;
    this.isMember = false;
    this.finish(reason);
  }

  /** Once it is over: leaves the group, as far as the broker lets it, and does not wait for a client that hangs. */
  async leave(): Promise<void> {
    await pTimeout(this.consumer.disconnect(), { milliseconds: goodbyeMs, fallback: () => undefined }).catch(() => undefined);
  }

  private listen(): void {
    const { GROUP_JOIN, HEARTBEAT, FETCH, REBALANCING, STOP, CRASH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      if (this.isOver) return;
      this.isMember = true;
      this.heard(silentMs);
      this.options.joined(payload.memberAssignment);
    });
    this.consumer.on(HEARTBEAT, () => this.heard(silentMs));
    this.consumer.on(FETCH, () => (this.isOver ? undefined : this.options.fetched?.()));
    this.consumer.on(REBALANCING, () => this.leaves());
    this.consumer.on(STOP, () => {
      this.isMember = false;
      this.heard(dyingMs);
      this.leaves();
    });
    this.consumer.on(CRASH, ({ payload }) => this.end(String(payload.error)));
  }

  private async begin(): Promise<void> {
    const { topics, fromBeginning, run, take } = this.options;
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...topics], fromBeginning });
    const eachBatch = async (payload: EachBatchPayload): Promise<void> => (this.isOver ? undefined : take(payload));
    await this.consumer.run({ ...run, autoCommit: false, eachBatch });
  }

  private async beforeJoin(): Promise<void> {
    // A life that is over must not end what the next one has begun.
    if (this.isOver) throw new Error('the consumer was given up');
    this.heard(joiningMs);
    await this.options.leave?.();
    this.heard(joiningMs);
  }

  private leaves(): void {
    if (!this.isOver) this.options.left();
  }

  private heard(patienceMs: number): void {
    this.heardMs = performance.now();
    this.patienceMs = patienceMs;
  }

  private lookAfter(): void {
    if (this.silentMs > this.patienceMs) this.end(`Kafka has not been heard of for ${Math.floor(this.silentMs / 1000)} s`);
  }
}
