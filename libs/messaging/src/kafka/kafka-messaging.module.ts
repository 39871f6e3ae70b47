import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONSUMER_PROGRESS } from '../consumer-progress.port.js';
import { DEAD_LETTERS } from '../dead-letter-queue.port.js';
import { HEARTBEAT_WATCH } from '../heartbeat-watch.port.js';
import { ENGINE_COMMANDS, FACT_FEED } from '../messaging.port.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { RELAY_PROGRESS } from '../relay-progress.port.js';
import { KafkaConnection } from './kafka-connection.js';
import { ConfigurableModuleClass } from './kafka-messaging.module-definition.js';
import { kafkaMessagingProviders } from './kafka-messaging.providers.js';
import { KafkaTransport } from './kafka-transport.js';

/**
 * Messaging between services over Kafka, for every module of one service. EVENT_STORE must come from another global
 * module. After `app.init()`: `app.connectMicroservice({ strategy: app.get(KafkaTransport) })`.
 */
@Module({
  providers: kafkaMessagingProviders,
  exports: [KafkaTransport, FACT_FEED, ENGINE_COMMANDS, CONSUMER_PROGRESS, DEAD_LETTERS, HEARTBEAT_WATCH, RELAY_PROGRESS],
})
export class KafkaMessagingModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(
    private readonly transport: KafkaTransport,
    private readonly connection: KafkaConnection,
    private readonly state: MongoConsumerState,
  ) {
    super();
  }

  /** After the transport was closed by Nest; closing again covers an application that never connected it. */
  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
    await this.connection.close();
    await this.state.close();
  }
}
