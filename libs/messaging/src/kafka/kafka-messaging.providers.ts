import { Logger, type Provider } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { CONSUMER_PROGRESS } from '../consumer-progress.port.js';
import { LetterQueue } from '../consumer/letter-queue.js';
import { DEAD_LETTERS } from '../dead-letter-queue.port.js';
import { LogFactFeed } from '../fact-feed.js';
import { HEARTBEAT_WATCH } from '../heartbeat-watch.port.js';
import { ENGINE_COMMANDS, EVENT_STORE, FACT_FEED } from '../messaging.port.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { RELAY_PROGRESS } from '../relay-progress.port.js';
import { DeadLetterTopic } from './dead-letter.topic.js';
import { KafkaConnection } from './kafka-connection.js';
import { KafkaConsumerProgress } from './kafka-consumer-progress.js';
import { KafkaConsumers } from './kafka-consumers.js';
import { KafkaEngineCommands } from './kafka-engine-commands.js';
import { KAFKA_MESSAGING_OPTIONS, type KafkaMessagingOptions } from './kafka-messaging.module-definition.js';
import { KafkaRelay } from './kafka-relay.js';
import { KafkaTransport } from './kafka-transport.js';

export const kafkaMessagingProviders: Provider[] = [
  {
    provide: KafkaConnection,
    inject: [KAFKA_MESSAGING_OPTIONS],
    useFactory: (options: KafkaMessagingOptions) => new KafkaConnection(options, new Logger('Kafka')),
  },
  {
    provide: MongoConsumerState,
    inject: [KAFKA_MESSAGING_OPTIONS, KafkaConnection],
    useFactory: ({ mongoUrl, service, services = [] }: KafkaMessagingOptions, { producer, names }: KafkaConnection) => {
      const topic = new DeadLetterTopic(producer, names.deadLetters, new Logger('DeadLetters'));
      return MongoConsumerState.connect(mongoUrl, topic.tell, { service, services });
    },
  },
  {
    provide: KafkaConsumers,
    inject: [KAFKA_MESSAGING_OPTIONS, KafkaConnection, MongoConsumerState],
    useFactory: (options: KafkaMessagingOptions, { kafka }: KafkaConnection, { offsets, deadLetters, turns }: MongoConsumerState) =>
      new KafkaConsumers({ ...options, kafka, offsets, deadLetters, turns, logger: new Logger('Consumers') }),
  },
  {
    provide: RELAY_PROGRESS,
    inject: [KAFKA_MESSAGING_OPTIONS, KafkaConnection, EVENT_STORE],
    useFactory: ({ service, topicPrefix, relayed }: KafkaMessagingOptions, { kafka }: KafkaConnection, store: EventStore) =>
      new KafkaRelay({ service, kafka, topicPrefix, publishings: relayed, store, logger: new Logger('Relay') }),
  },
  {
    provide: KafkaTransport,
    inject: [KafkaConsumers, RELAY_PROGRESS, KafkaConnection],
    useFactory: (consumers: KafkaConsumers, relay: KafkaRelay, connection: KafkaConnection) =>
      new KafkaTransport(consumers, relay, () => connection.prepare()),
  },
  {
    provide: ENGINE_COMMANDS,
    inject: [KafkaConnection],
    useFactory: ({ producer, names }: KafkaConnection) => new KafkaEngineCommands(producer, names.engineCommands),
  },
  {
    provide: FACT_FEED,
    inject: [EVENT_STORE, KAFKA_MESSAGING_OPTIONS],
    useFactory: (store: EventStore, { publishings }: KafkaMessagingOptions) => new LogFactFeed(store, publishings),
  },
  {
    provide: CONSUMER_PROGRESS,
    inject: [KafkaConsumers, KafkaConnection, KAFKA_MESSAGING_OPTIONS],
    useFactory: (consumers: KafkaConsumers, { admin, forsakeAdmin }: KafkaConnection, { topicPrefix }: KafkaMessagingOptions) =>
      new KafkaConsumerProgress(consumers, admin, topicPrefix, forsakeAdmin),
  },
  { provide: HEARTBEAT_WATCH, useExisting: KafkaConsumers },
  {
    provide: DEAD_LETTERS,
    inject: [KafkaConsumers],
    useFactory: (consumers: KafkaConsumers) => new LetterQueue(consumers.options.deadLetters, consumers.takerOf),
  },
];
