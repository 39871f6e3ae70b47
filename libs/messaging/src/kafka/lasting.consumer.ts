import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import { ConsumerLife, type Assignment, type ConsumerLifeOptions } from './consumer.life.js';

export type LastingConsumerOptions = ConsumerLifeOptions & Readonly<{ logger: LoggerService }>;

const restMs = 1000;
/** Without news for so long, a member cannot be sure that it still is one. */
const silenceMs = 6000;

/** A member of a group that outlasts a broker that is away and a client that gives up: when a consumer is lost, another takes its place. */
export class LastingConsumer {
  private life: ConsumerLife | null = null;
  private trouble: string | null = 'it has not joined its group yet';
  private resting = new AbortController();
  private living: Promise<void> = Promise.resolve();
  private firstJoin: () => void = () => undefined;

  constructor(private readonly options: LastingConsumerOptions) {}

  /** Why it is no member for sure, null while it is. */
  get halted(): string | null {
    if (this.trouble !== null) return this.trouble;
    const { silentMs = 0 } = this.life ?? {};
    return silentMs > silenceMs ? `Kafka has not answered for ${Math.floor(silentMs / 1000)} s` : null;
  }

  /** Resolves when it has joined its group, or is to join none any more. */
  start(): Promise<void> {
    const { signal } = (this.resting = new AbortController());
    const joined = new Promise<void>((resolve) => (this.firstJoin = resolve));
    this.living = this.living.then(() => this.live(signal));
    return joined;
  }

  /** Leaves the group. It may be started again. */
  async close(): Promise<void> {
    this.resting.abort();
    this.firstJoin();
    this.life?.end('closed');
    await this.living;
  }

  pause(): void {
    this.life?.pause(this.options.topics);
  }

  resume(): void {
    this.life?.resume(this.options.topics);
  }

  /** After the partition alone was paused. */
  resumePartition(topic: string, partition: number): void {
    this.life?.resumePartition(topic, partition);
  }

  /** Rejects when it is no member. */
  async commit(offsets: TopicPartitionOffsetAndMetadata[]): Promise<void> {
    if (this.life === null) throw new Error(`no member of ${this.options.config.groupId}`);
    await this.life.commit(offsets);
  }

  private async live(signal: AbortSignal): Promise<void> {
    const { logger, config } = this.options;
    while (!signal.aborted) {
      const life = new ConsumerLife({ ...this.options, joined: (assignment) => this.joined(assignment) });
      this.life = life;
      const reason = await life.over;
      this.trouble = reason;
      if (!signal.aborted) logger.warn(`${config.groupId} waits for Kafka: ${reason}`);
      await life.leave();
      await sleep(restMs, undefined, { signal }).catch(() => undefined);
    }
    this.life = null;
  }

  private joined(assignment: Assignment): void {
    this.trouble = null;
    this.options.joined(assignment);
    this.firstJoin();
  }
}
