import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONSUMER_PROGRESS } from './consumer-progress.port.js';
import { DEAD_LETTERS } from './dead-letter-queue.port.js';
import { embeddedMessagingProviders } from './embedded/embedded-messaging.providers.js';
import { EmbeddedTransport } from './embedded/embedded-transport.js';
import { SqliteConsumerState } from './embedded/sqlite-consumer-state.js';
import { HEARTBEAT_WATCH } from './heartbeat-watch.port.js';
import { ConfigurableModuleClass } from './messaging.module-definition.js';
import { ENGINE_COMMANDS, FACT_FEED } from './messaging.port.js';

/**
 * Messaging within one process, for every module of it. EVENT_STORE must come from another global module. After
 * `app.init()`: `app.connectMicroservice({ strategy: app.get(EmbeddedTransport) })` and `app.startAllMicroservices()`.
 */
@Module({
  providers: embeddedMessagingProviders,
  exports: [EmbeddedTransport, FACT_FEED, ENGINE_COMMANDS, CONSUMER_PROGRESS, DEAD_LETTERS, HEARTBEAT_WATCH],
})
export class EmbeddedMessagingModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(
    private readonly transport: EmbeddedTransport,
    private readonly state: SqliteConsumerState,
  ) {
    super();
  }

  /** After the transport was closed by Nest; closing again covers an application that never connected it. */
  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
    this.state.close();
  }
}
