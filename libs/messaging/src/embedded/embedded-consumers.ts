import type { LoggerService } from '@nestjs/common';
import type { EngineReport } from '@daybook/contracts';
import type { EventStore } from '@daybook/event-store';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import type { DeadLetters } from '../consumer/dead-letters.port.js';
import { GuardedDelivery } from '../consumer/guarded-delivery.js';
import { HeartbeatDispatcher } from '../consumer/heartbeat.dispatcher.js';
import { defaultRetryPolicy, type RetryPolicy } from '../consumer/retry.policy.js';
import type { HandlerRegistry } from '../handler-registry.js';
import type { HeartbeatWatch } from '../heartbeat-watch.port.js';
import { factTranslator, publishedStreams, type AnyPublishing } from '../translate.js';
import { LogConsumer } from './log-consumer.js';
import { ProgressBoard } from './progress-board.js';
import { ReportConsumer } from './report-consumer.js';
import { soleProcessTurns } from './sole-process.turns.js';

export type EmbeddedConsumersOptions = Readonly<{
  store: EventStore;
  /** Of all services whose streams are in the log: an own event that none of them knows halts the consumers. */
  publishings: readonly AnyPublishing[];
  offsets: ConsumerOffsets;
  deadLetters: DeadLetters;
  logger: LoggerService;
  policy?: RetryPolicy;
  /** Keys at work at the same time, per consumer. */
  concurrency?: number;
  /** Messages taken and not finished, per consumer. */
  capacity?: number;
}>;

/** The consumers of one process: each with its own subscription to the log and its own queue of engine reports. */
export class EmbeddedConsumers implements HeartbeatWatch {
  readonly board = new ProgressBoard();
  readonly logs = new Map<string, LogConsumer>();
  readonly reports = new Map<string, ReportConsumer>();
  private registry: HandlerRegistry | undefined;
  private heartbeats: HeartbeatDispatcher | undefined;
  private startedMs: number | null = null;

  constructor(readonly options: EmbeddedConsumersOptions) {}

  async start(registry: HandlerRegistry): Promise<void> {
    this.registry = registry;
    this.heartbeats = new HeartbeatDispatcher(registry, this.options.logger);
    for (const consumer of registry.consumers('fact')) this.logs.set(consumer, this.logConsumer(registry, consumer));
    for (const consumer of registry.consumers('engine-report')) this.reports.set(consumer, this.reportConsumer(registry, consumer));
    await Promise.all([...this.logs.values(), ...this.reports.values()].map((consumer) => consumer.start()));
    this.startedMs = performance.now();
  }

  /** The engines are this process's children, whose words are not lost. */
  listeningSince(): number | null {
    return this.startedMs;
  }

  /** To every consumer that listens to this type. */
  async report(report: EngineReport): Promise<void> {
    if (report.type === 'heartbeat') return this.heartbeats?.dispatch(report);
    for (const [name, consumer] of this.reports) {
      if (this.registry?.handles('engine-report', name, report.type)) await consumer.submit(report);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.reports.values(), ...this.logs.values()].map((consumer) => consumer.close()));
    await this.heartbeats?.idle();
  }

  private logConsumer(registry: HandlerRegistry, consumer: string): LogConsumer {
    const { store, publishings, offsets, logger, concurrency = 8, capacity = 256 } = this.options;
    return new LogConsumer({
      consumer,
      store,
      streamPrefixes: publishedStreams(publishings),
      translate: factTranslator(publishings),
      handles: (type) => registry.handles('fact', consumer, type),
      delivery: this.delivery(registry, consumer, 'fact'),
      offsets,
      logger,
      concurrency,
      capacity,
      advanced: (position) => this.board.advance(consumer, position),
    });
  }

  private reportConsumer(registry: HandlerRegistry, consumer: string): ReportConsumer {
    const { logger, concurrency = 8, capacity = 256 } = this.options;
    return new ReportConsumer({ delivery: this.delivery(registry, consumer, 'engine-report'), logger, concurrency, capacity });
  }

  private delivery(registry: HandlerRegistry, consumer: string, kind: ConsumedMessage['kind']): GuardedDelivery {
    const { deadLetters, logger, policy = defaultRetryPolicy } = this.options;
    const handle = (message: ConsumedMessage) => registry.dispatch(kind, consumer, message);
    return new GuardedDelivery({ consumer, kind, handle, deadLetters, turns: soleProcessTurns, policy, logger });
  }
}
