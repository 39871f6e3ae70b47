import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { EngineHeartbeat } from '@daybook/contracts';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import { Hearing } from '../consumer/hearing.js';
import type { HeartbeatWatch } from '../heartbeat-watch.port.js';
import { parseEngineReport } from '../validation/engine-message.parser.js';
import { whenLost } from './consumer.revival.js';
import { jsonOf } from './json.record.js';

export type HeartbeatConsumerOptions = Readonly<{
  kafka: Kafka;
  /** Of all instances; each is a group of its own beneath it, so that each hears everything. */
  groupId: string;
  topic: string;
  logger: LoggerService;
  /** Never throws. */
  heard: (heartbeat: EngineHeartbeat) => void;
}>;

const retryMs = 1000;

/**
 * Hears the heartbeats that come while it listens, at the end of the topic and apart from the reports, which may be
 * many. It commits nothing, so that its group is gone when it is.
 */
export class HeartbeatConsumer implements HeartbeatWatch {
  private readonly consumer: Consumer;
  private readonly hearing = new Hearing();
  private readonly stopping = new AbortController();
  private joining: Promise<void> = Promise.resolve();

  constructor(private readonly options: HeartbeatConsumerOptions) {
    const { kafka, groupId } = options;
    this.consumer = kafka.consumer({
      groupId: `${groupId}.${randomUUID()}`,
      // The broker answers at least so often, also when there is nothing to tell.
      maxWaitTimeInMs: 200,
      retry: { restartOnFailure: async () => true },
    });
    const { GROUP_JOIN, CRASH, FETCH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, () => this.hearing.broken());
    this.consumer.on(CRASH, () => this.hearing.broken());
    whenLost(this.consumer, this.stopping.signal, (rested) => (this.joining = rested.then(() => this.join())));
    this.consumer.on(FETCH, () => this.hearing.answered(performance.now()));
  }

  listeningSince(): number | null {
    return this.hearing.listeningSince(performance.now());
  }

  /** Resolves when it listens; a broker that is away is waited for. */
  start(): Promise<void> {
    this.joining = this.join();
    return this.joining;
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.joining;
    await this.consumer.disconnect();
  }

  private async join(): Promise<void> {
    const { topic, logger } = this.options;
    const { signal } = this.stopping;
    const listens = new Promise<void>((resolve) => {
      const off = this.consumer.on(this.consumer.events.FETCH, () => (off(), resolve()));
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    while (!signal.aborted) {
      try {
        await this.consumer.connect();
        await this.consumer.subscribe({ topics: [topic], fromBeginning: false });
        await this.consumer.run({ autoCommit: false, eachBatch: async ({ batch }) => batch.messages.forEach((record) => this.take(record)) });
        return await listens;
      } catch (error) {
        logger.warn(`heartbeats are not heard, Kafka is waited for: ${String(error)}`);
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private take(record: KafkaMessage): void {
    if (record.headers?.['daybook-type']?.toString() !== 'heartbeat') return;
    try {
      const report = parseEngineReport(jsonOf(record));
      if (report.type === 'heartbeat') this.options.heard(report);
    } catch {
      // Who consumes the reports sets it aside.
    }
  }
}
