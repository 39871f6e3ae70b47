import type { LoggerService } from '@nestjs/common';
import { topics as factTopics } from '@daybook/contracts';
import type { Admin, Kafka } from 'kafkajs';
import { kafkaClient } from './kafka.client.js';
import type { KafkaMessagingOptions } from './kafka-messaging.module-definition.js';
import { ensureTopics, type TopicShape } from './kafka-topics.js';
import { RecordProducer } from './record-producer.js';
import { topicNames, type TopicNames } from './topic.names.js';
import { untilStored } from '../consumer/stored.js';

const dayMs = 86_400_000;
/** Facts stay for ever, for consumers that come later; what is said to and by engines is soon of no use. */
const lifecycle: TopicShape = { partitions: 6, replicationFactor: -1, retentionMs: -1 };
const passing = { retentionMs: 7 * dayMs };
const seat = { partitions: 1 };

/** What everything that speaks to Kafka in one service shares. */
export class KafkaConnection {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly producer: RecordProducer;
  private readonly stopping = new AbortController();
  private administrator: Promise<Admin> | null = null;

  constructor(
    private readonly options: Pick<KafkaMessagingOptions, 'service' | 'brokers' | 'security' | 'topicPrefix' | 'topics'>,
    private readonly logger: LoggerService,
  ) {
    const { brokers, security, service, topicPrefix } = options;
    this.kafka = kafkaClient({ brokers, security, clientId: `${topicPrefix}-${service}` }, logger);
    this.names = topicNames(topicPrefix);
    this.producer = new RecordProducer(this.kafka, logger);
  }

  /** Connected once, at first use; tried again by the next who asks when that fails. */
  readonly admin = (): Promise<Admin> => {
    this.administrator ??= this.connectAdmin();
    return this.administrator;
  };

  /** By whoever got no answer: a connection gone silent would keep the next ones waiting too, so they get another. */
  readonly forsakeAdmin = (silent: Promise<Admin>): void => {
    if (this.administrator !== silent) return;
    this.administrator = null;
    void silent.then((admin) => admin.disconnect()).catch(() => undefined);
  };

  /** Makes the topics that are missing; a broker that is away is waited for. */
  async prepare(): Promise<void> {
    await untilStored(() => this.makeTopics(), this.stopping.signal, this.logger);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    const admin = await this.administrator?.catch(() => undefined);
    await Promise.all([this.producer.close(), admin?.disconnect()]);
  }

  private async makeTopics(): Promise<void> {
    const { fact, engineCommands, engineReports, deadLetters, relaySeat } = this.names;
    const shape = { ...lifecycle, ...this.options.topics };
    const admin = await this.admin();
    await ensureTopics(admin, factTopics.map(fact), shape);
    await ensureTopics(admin, [engineCommands, engineReports, deadLetters], { ...shape, ...passing });
    await ensureTopics(admin, [relaySeat], { ...shape, ...seat });
  }

  private async connectAdmin(): Promise<Admin> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      this.administrator = null;
      throw error;
    }
  }
}
