import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Admin, Consumer, Kafka } from 'kafkajs';
import { whenLost } from './consumer.revival.js';

/** Leads until the signal aborts. */
export type Term = (signal: AbortSignal) => Promise<void>;
export type RelaySeatOptions = Readonly<{
  kafka: Kafka;
  topic: string;
  groupId: string;
  logger: LoggerService;
  /** Whether somebody else may be able to do what this process cannot. */
  yields: (error: unknown) => boolean;
  /** Another process has the seat. */
  elsewhere: () => void;
}>;

const sessionTimeoutMs = 10_000;
const heartbeatMs = 1000;
const retryMs = 1000;
/** Longer than others need to take the seat. */
const yieldMs = 5000;

/**
 * The one seat of a service's relay: whoever holds the only partition of the topic in the service's group. Nothing is
 * ever written to the topic; the group's offset carries the position in the log as its metadata, and the broker refuses
 * it from a member of an earlier generation. Who yields the seat comes back when nobody else wants it.
 */
export class RelaySeat {
  private readonly consumer: Consumer;
  private readonly admin: Admin;
  private readonly closing = new AbortController();
  private term = new AbortController();
  private failure: string | null = null;
  private served: Promise<void> = Promise.resolve();
  private joining: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: RelaySeatOptions,
    private readonly lead: Term,
  ) {
    const { kafka, groupId } = options;
    this.admin = kafka.admin();
    this.consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: 200,
      retry: { restartOnFailure: async () => true },
    });
    const { GROUP_JOIN, REBALANCING, CRASH, STOP } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => this.joined(payload.memberAssignment));
    for (const event of [REBALANCING, CRASH, STOP] as const) this.consumer.on(event, () => this.term.abort());
    this.consumer.on(CRASH, ({ payload }) => (this.failure = String(payload.error)));
    whenLost(this.consumer, this.closing.signal, (rested) => (this.joining = rested.then(() => this.join())));
  }

  /** Why nobody here can have the seat, null while somebody can. */
  get trouble(): string | null {
    return this.failure;
  }

  /** Goes on trying in the background while the broker is away. */
  start(): void {
    this.joining = this.join();
  }

  /** 0 where nobody has led yet. */
  async position(): Promise<number> {
    const { groupId, topic } = this.options;
    const [answer] = await this.admin.fetchOffsets({ groupId, topics: [topic] });
    return Number(answer?.partitions[0]?.metadata ?? 0);
  }

  /** Rejects when this process does not hold the seat any more. */
  async save(position: number): Promise<void> {
    const { topic } = this.options;
    await this.consumer.commitOffsets([{ topic, partition: 0, offset: '0', metadata: String(position) }]);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.term.abort();
    await this.joining;
    await this.served;
    await this.consumer.disconnect();
    await this.admin.disconnect();
  }

  private async join(): Promise<void> {
    const { topic, logger } = this.options;
    while (!this.closing.signal.aborted) {
      try {
        await this.admin.connect();
        await this.consumer.connect();
        await this.consumer.subscribe({ topics: [topic], fromBeginning: true });
        return await this.run();
      } catch (error) {
        this.failure = String(error);
        logger.warn(`the relay waits for Kafka: ${this.failure}`);
        await sleep(retryMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private run(): Promise<void> {
    return this.consumer.run({ autoCommit: false, eachBatch: async () => undefined });
  }

  private joined(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.term.abort();
    this.failure = null;
    if (this.closing.signal.aborted) return;
    if (!(assignment[this.options.topic] ?? []).includes(0)) return this.options.elsewhere();
    const term = new AbortController();
    this.term = term;
    // The term before may still have a batch on its way, and two at once would break the order of a key.
    this.served = this.served.then(() => this.serve(term.signal));
  }

  private async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.lead(signal);
      } catch (error) {
        this.options.logger.error(`the relay begins again: ${String(error)}`);
        if (!signal.aborted && this.options.yields(error)) {
          this.joining = this.yieldSeat();
          return;
        }
      }
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async yieldSeat(): Promise<void> {
    const { signal } = this.closing;
    await this.consumer.stop();
    do await sleep(yieldMs, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted && !(await this.isVacant()));
    if (!signal.aborted) await this.run();
  }

  private async isVacant(): Promise<boolean> {
    const { groupId, logger } = this.options;
    try {
      const { groups } = await this.admin.describeGroups([groupId]);
      const isVacant = groups[0]?.members.length === 0;
      if (!isVacant) this.options.elsewhere();
      return isVacant;
    } catch (error) {
      logger.warn(`the relay waits for Kafka: ${String(error)}`);
      return false;
    }
  }
}
