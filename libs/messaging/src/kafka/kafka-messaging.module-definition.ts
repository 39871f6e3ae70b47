import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { RetryPolicy } from '../consumer/retry.policy.js';
import type { AnyPublishing } from '../translate.js';
import type { TopicShape } from './kafka-topics.js';
import type { KafkaSecurity } from './kafka.security.js';

export type KafkaMessagingOptions = Readonly<{
  /** Its name; instances share their consumer groups and their relay. */
  service: string;
  /** All that share the database, in any order that all of them have: the first also has the dead letters of those that are no more; nobody has, when absent. */
  services?: readonly string[];
  brokers: readonly string[];
  /** In clear and as nobody in particular when absent. */
  security?: KafkaSecurity;
  topicPrefix: string;
  /** MongoDB with the database of the consumers' positions and dead letters. */
  mongoUrl: string;
  /** Of all services: for feeds, which read the log. */
  publishings: readonly AnyPublishing[];
  /** The service's own, which it hands to Kafka. */
  relayed: readonly AnyPublishing[];
  /** Topics that are missing are made so. */
  topics?: Partial<TopicShape>;
  policy?: RetryPolicy;
  /** Keys that a consumer works on at the same time, 8 when absent. */
  concurrency?: number;
}>;

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: KAFKA_MESSAGING_OPTIONS } =
  new ConfigurableModuleBuilder<KafkaMessagingOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();
