import type { LoggerService } from '@nestjs/common';
import { topicOfType } from '@daybook/contracts';
import type { Kafka } from 'kafkajs';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import type { DeadLetter, DeadLetters } from '../consumer/dead-letters.port.js';
import { GuardedDelivery } from '../consumer/guarded-delivery.js';
import { HeartbeatDispatcher } from '../consumer/heartbeat.dispatcher.js';
import type { LaneTurns } from '../consumer/lane-turns.port.js';
import type { LetterTaker } from '../consumer/letter-queue.js';
import { defaultRetryPolicy, type RetryPolicy } from '../consumer/retry.policy.js';
import type { HandlerRegistry } from '../handler-registry.js';
import type { HeartbeatWatch } from '../heartbeat-watch.port.js';
import { FactConsumer } from './fact.consumer.js';
import { HeartbeatConsumer } from './heartbeat.consumer.js';
import { isMalformed, malformedTaker } from './malformed.letter.js';
import { EngineReportConsumer } from './report.consumer.js';
import { topicNames } from './topic.names.js';

export type KafkaConsumersOptions = Readonly<{
  kafka: Kafka;
  topicPrefix: string;
  offsets: ConsumerOffsets;
  deadLetters: DeadLetters;
  turns: LaneTurns;
  logger: LoggerService;
  policy?: RetryPolicy;
  /** Keys at work at the same time, per consumer. */
  concurrency?: number;
}>;

/** The consumers of one process: a group for the facts and a group for the engine reports of each, and an ear for heartbeats. */
export class KafkaConsumers implements HeartbeatWatch {
  readonly facts = new Map<string, FactConsumer>();
  readonly reports = new Map<string, EngineReportConsumer>();
  private heartbeats: HeartbeatConsumer | undefined;
  private dispatcher: HeartbeatDispatcher | undefined;

  constructor(readonly options: KafkaConsumersOptions) {}

  /** Resolves when all have joined their groups. */
  async start(registry: HandlerRegistry): Promise<void> {
    for (const consumer of registry.consumers('fact')) this.facts.set(consumer, this.factConsumer(registry, consumer));
    for (const consumer of registry.consumers('engine-report')) this.reports.set(consumer, this.reportConsumer(registry, consumer));
    if (registry.consumers('engine-heartbeat').length > 0) this.heartbeats = this.heartbeatConsumer(registry);
    await Promise.all(this.all().map((consumer) => consumer.start()));
  }

  listeningSince(): number | null {
    return this.heartbeats?.listeningSince() ?? null;
  }

  readonly takerOf = (letter: DeadLetter): LetterTaker | undefined => {
    if (isMalformed(letter)) return malformedTaker;
    return letter.message.kind === 'fact' ? this.facts.get(letter.consumer) : this.reports.get(letter.consumer);
  };

  async close(): Promise<void> {
    await Promise.all(this.all().map((consumer) => consumer.close()));
    await this.dispatcher?.idle();
  }

  private all(): readonly (FactConsumer | EngineReportConsumer | HeartbeatConsumer)[] {
    return [...this.facts.values(), ...this.reports.values(), ...(this.heartbeats === undefined ? [] : [this.heartbeats])];
  }

  private heartbeatConsumer(registry: HandlerRegistry): HeartbeatConsumer {
    const { kafka, topicPrefix, logger } = this.options;
    const dispatcher = new HeartbeatDispatcher(registry, logger);
    this.dispatcher = dispatcher;
    const topic = topicNames(topicPrefix).engineReports;
    return new HeartbeatConsumer({ kafka, groupId: `${topicPrefix}.heartbeats`, topic, logger, heard: (beat) => dispatcher.dispatch(beat) });
  }

  private factConsumer(registry: HandlerRegistry, consumer: string): FactConsumer {
    const { topicPrefix, offsets, deadLetters } = this.options;
    const names = topicNames(topicPrefix);
    const topics = [...new Set(registry.types('fact', consumer).map((type) => names.fact(topicOfType(type))))];
    const handles = (type: string): boolean => registry.handles('fact', consumer, type);
    const group = { ...this.common(), groupId: `${topicPrefix}.${consumer}`, topics };
    return new FactConsumer({ ...group, consumer, topicPrefix, handles, offsets, deadLetters, delivery: this.delivery(registry, consumer, 'fact') });
  }

  private reportConsumer(registry: HandlerRegistry, consumer: string): EngineReportConsumer {
    const { topicPrefix, deadLetters } = this.options;
    const handles = (type: string): boolean => registry.handles('engine-report', consumer, type);
    const group = { ...this.common(), groupId: `${topicPrefix}.${consumer}.engine-reports`, topics: [topicNames(topicPrefix).engineReports] };
    return new EngineReportConsumer({ ...group, consumer, handles, deadLetters, delivery: this.delivery(registry, consumer, 'engine-report') });
  }

  private common(): Pick<KafkaConsumersOptions, 'kafka' | 'logger'> & Readonly<{ concurrency: number }> {
    const { kafka, logger, concurrency = 8 } = this.options;
    return { kafka, logger, concurrency };
  }

  private delivery(registry: HandlerRegistry, consumer: string, kind: ConsumedMessage['kind']): GuardedDelivery {
    const { deadLetters, turns, logger, policy = defaultRetryPolicy } = this.options;
    const handle = (message: ConsumedMessage) => registry.dispatch(kind, consumer, message);
    return new GuardedDelivery({ consumer, kind, handle, deadLetters, turns, policy, logger });
  }
}
