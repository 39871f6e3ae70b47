import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Batch, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { KeyedLanes } from '../consumer/keyed-lanes.js';
import { PauseGate } from '../consumer/pause-gate.js';

/** What is to be done about one record; tasks of one lane run one after the other. It rejects only when it was not done. */
export type RecordTask = Readonly<{ lane: string; run: (signal: AbortSignal) => Promise<void> }>;

export type RecordConsumerOptions = Readonly<{
  kafka: Kafka;
  groupId: string;
  topics: readonly string[];
  logger: LoggerService;
  /** Lanes at work at the same time. */
  concurrency: number;
  /** Null for a record that is none of this consumer's business. Never throws. */
  take: (topic: string, record: KafkaMessage, partition: number) => RecordTask | null;
  /** Makes durable what the tasks of a batch have done; only then its offsets move. */
  flush: () => Promise<void>;
  /** The group has given out its partitions anew; records of this term are taken once it has resolved. Never rejects. */
  joined: () => Promise<void>;
}>;

/** So long the broker waits for a heartbeat before it gives the partitions to others. */
export const sessionTimeoutMs = 12_000;
const rebalanceTimeoutMs = 30_000;
const heartbeatMs = 1000;
const commitEveryMs = 300;
const commitEveryRecords = 500;
const partitionsAtOnce = 6;
const retryMs = 1000;

/**
 * A member of a consumer group: from the beginning, at least once, in order per lane. Offsets follow the effects, not
 * per record but every third of a second. Heartbeats go on during slow tasks; when the group takes the partitions away,
 * tasks between two tries are broken off and come again, here or elsewhere.
 */
export class RecordConsumer {
  readonly lanes: KeyedLanes;
  private readonly consumer: Consumer;
  private readonly gate = new PauseGate();
  private readonly stopping = new AbortController();
  private readonly behind = new Map<string, number>();
  private joining: Promise<void> = Promise.resolve();
  private settling: Promise<void> = Promise.resolve();
  private trouble: string | null = 'it has not joined its group yet';
  private isPaused = false;

  constructor(private readonly options: RecordConsumerOptions) {
    const { kafka, groupId, concurrency } = options;
    this.lanes = new KeyedLanes(concurrency, Infinity);
    this.consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      heartbeatInterval: heartbeatMs,
      // An idle consumer would otherwise join a rebalance seconds late.
      maxWaitTimeInMs: 200,
      retry: { restartOnFailure: async () => true },
    });
    const { GROUP_JOIN, CRASH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, () => {
      this.behind.clear();
      this.trouble = null;
      this.settling = this.options.joined();
    });
    this.consumer.on(CRASH, ({ payload: { error } }) => (this.trouble = String(error)));
  }

  /** Records of this process's partitions that are not done yet, as far as the broker has told. */
  get lag(): number {
    return [...this.behind.values()].reduce((sum, records) => sum + records, 0);
  }

  get halted(): string | null {
    return this.trouble;
  }

  get paused(): boolean {
    return this.isPaused;
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Resolves when it has joined its group; a broker that is away is waited for. */
  start(): Promise<void> {
    this.joining = this.join();
    return this.joining;
  }

  pause(): void {
    this.isPaused = true;
    this.gate.close();
  }

  resume(): void {
    this.isPaused = false;
    this.gate.reopen();
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.resume();
    await this.joining;
    await this.consumer.disconnect();
    await this.lanes.idle();
  }

  private async join(): Promise<void> {
    const { groupId, topics, logger } = this.options;
    const { signal } = this.stopping;
    const joined = new Promise<void>((resolve) => {
      const off = this.consumer.on(this.consumer.events.GROUP_JOIN, () => (off(), resolve()));
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    while (!signal.aborted) {
      try {
        await this.consumer.connect();
        await this.consumer.subscribe({ topics: [...topics], fromBeginning: true });
        await this.run();
        return await joined;
      } catch (error) {
        this.trouble = String(error);
        logger.warn(`${groupId} waits for Kafka: ${this.trouble}`);
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private run(): Promise<void> {
    return this.consumer.run({
      autoCommit: true,
      autoCommitInterval: commitEveryMs,
      autoCommitThreshold: commitEveryRecords,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: (payload) => this.batch(payload),
    });
  }

  private async batch({ batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, isStale, isRunning }: EachBatchPayload): Promise<void> {
    const round = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, round.signal]);
    const beat = setInterval(() => void heartbeat().catch((error: unknown) => round.abort(error)), heartbeatMs);
    try {
      await this.settling;
      await this.carryOut(batch, signal, (error) => round.abort(error));
      // Nothing of the batch counts as done, so all of it comes again; what was applied is dropped by its position.
      if (signal.aborted || isStale() || !isRunning()) return this.brokenOff(round.signal);
      await this.options.flush();
      // It may have given up only because this process stops.
      if (this.stopping.signal.aborted) return;
      resolveOffset(batch.lastOffset());
      this.behind.set(`${batch.topic}/${batch.partition}`, Number(BigInt(batch.highWatermark) - BigInt(batch.lastOffset()) - 1n));
      this.trouble = null;
      await commitOffsetsIfNecessary();
    } finally {
      clearInterval(beat);
    }
  }

  private brokenOff(round: AbortSignal): void {
    if (round.aborted) throw round.reason;
  }

  private async carryOut({ topic, partition, messages }: Batch, signal: AbortSignal, fail: (error: unknown) => void): Promise<void> {
    const done: Promise<void>[] = [];
    for (const record of messages) {
      await this.gate.pass();
      if (signal.aborted) break;
      const task = this.options.take(topic, record, partition);
      if (task === null) continue;
      const run = async (): Promise<void> => {
        if (!signal.aborted) await task.run(signal);
      };
      done.push(this.lanes.run(task.lane, run).catch(fail));
    }
    await Promise.all(done);
  }
}
