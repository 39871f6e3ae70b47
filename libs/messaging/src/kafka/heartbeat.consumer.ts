import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@nestjs/common';
import type { EngineHeartbeat } from '@daybook/contracts';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { Hearing } from '../consumer/hearing.js';
import type { HeartbeatWatch } from '../heartbeat-watch.port.js';
import { parseEngineReport } from '../validation/engine-message.parser.js';
import { jsonOf } from './json.record.js';
import { LastingConsumer } from './lasting.consumer.js';

export type HeartbeatConsumerOptions = Readonly<{
  kafka: Kafka;
  /** Of all instances; each is a group of its own beneath it, so that each hears everything. */
  groupId: string;
  topic: string;
  logger: LoggerService;
  /** Never throws. */
  heard: (heartbeat: EngineHeartbeat) => void;
}>;

/** It is alone in its group: nobody else has to be waited for. */
const rebalanceTimeoutMs = 10_000;

/**
 * Hears the heartbeats that come while it listens, at the end of the topic and apart from the reports, which may be
 * many. It commits nothing, so that its group is gone when it is.
 */
export class HeartbeatConsumer implements HeartbeatWatch {
  private readonly consumer: LastingConsumer;
  private readonly hearing = new Hearing();
  private listens: () => void = () => undefined;

  constructor(private readonly options: HeartbeatConsumerOptions) {
    const { kafka, groupId, topic, logger } = options;
    this.consumer = new LastingConsumer({
      ...{ kafka, logger, topics: [topic], fromBeginning: false, run: {} },
      // The broker answers at least so often, also when there is nothing to tell.
      config: { groupId: `${groupId}.${randomUUID()}`, rebalanceTimeout: rebalanceTimeoutMs, maxWaitTimeInMs: 200 },
      take: ({ batch }) => batch.messages.forEach((record) => this.take(record)),
      joined: () => this.hearing.broken(),
      left: () => this.hearing.broken(),
      fetched: () => this.fetched(),
    });
  }

  listeningSince(): number | null {
    return this.hearing.listeningSince(performance.now());
  }

  /** Resolves when it listens; a broker that is away is waited for. */
  async start(): Promise<void> {
    const listens = new Promise<void>((resolve) => (this.listens = resolve));
    await this.consumer.start();
    await listens;
  }

  async close(): Promise<void> {
    this.listens();
    await this.consumer.close();
  }

  private fetched(): void {
    this.hearing.answered(performance.now());
    this.listens();
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
