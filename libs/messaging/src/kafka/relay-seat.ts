import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Admin, Kafka } from 'kafkajs';
import type { Assignment } from './consumer.life.js';
import { LastingConsumer } from './lasting.consumer.js';

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
  private readonly consumer: LastingConsumer;
  private readonly closing = new AbortController();
  private term = new AbortController();
  private served: Promise<void> = Promise.resolve();
  private yielding: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: RelaySeatOptions,
    private readonly lead: Term,
  ) {
    const { kafka, groupId, topic, logger } = options;
    this.consumer = new LastingConsumer({
      ...{ kafka, logger, topics: [topic], fromBeginning: true, run: {} },
      config: { groupId, sessionTimeout: sessionTimeoutMs, rebalanceTimeout: sessionTimeoutMs, heartbeatInterval: heartbeatMs, maxWaitTimeInMs: 200 },
      take: () => undefined,
      joined: (assignment) => this.joined(assignment),
      left: () => this.term.abort(),
    });
  }

  /** Why nobody here can have the seat, null while somebody can. */
  get trouble(): string | null {
    return this.consumer.halted;
  }

  /** Goes on trying in the background while the broker is away. */
  start(): void {
    void this.consumer.start();
  }

  /** 0 where nobody has led yet. */
  async position(): Promise<number> {
    const { groupId, topic } = this.options;
    const [answer] = await this.ask((admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
    return Number(answer?.partitions[0]?.metadata ?? 0);
  }

  /** Rejects when this process does not hold the seat any more. */
  async save(position: number): Promise<void> {
    const { topic } = this.options;
    await this.consumer.commit([{ topic, partition: 0, offset: '0', metadata: String(position) }]);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.term.abort();
    await this.yielding;
    await this.served;
    await this.consumer.close();
  }

  private joined(assignment: Assignment): void {
    this.term.abort();
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
          this.yielding = this.yieldSeat();
          return;
        }
      }
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async yieldSeat(): Promise<void> {
    const { signal } = this.closing;
    await this.consumer.close();
    do await sleep(yieldMs, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted && !(await this.isVacant()));
    if (!signal.aborted) this.start();
  }

  private async isVacant(): Promise<boolean> {
    const { groupId, logger } = this.options;
    try {
      const { groups } = await this.ask((admin) => admin.describeGroups([groupId]));
      const isVacant = groups[0]?.members.length === 0;
      if (!isVacant) this.options.elsewhere();
      return isVacant;
    } catch (error) {
      logger.warn(`the relay waits for Kafka: ${String(error)}`);
      return false;
    }
  }

  /** By a client of its own each time, which has seen no trouble. */
  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.options.kafka.admin();
    try {
      await admin.connect();
      return await question(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
