import { Logger, type Provider } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { CONSUMER_PROGRESS } from '../consumer-progress.port.js';
import { DEAD_LETTERS } from '../dead-letter-queue.port.js';
import { LogFactFeed } from '../fact-feed.js';
import { HEARTBEAT_WATCH } from '../heartbeat-watch.port.js';
import { MESSAGING_OPTIONS, type EmbeddedMessagingOptions } from '../messaging.module-definition.js';
import { ENGINE_COMMANDS, EVENT_STORE, FACT_FEED } from '../messaging.port.js';
import { EmbeddedConsumerProgress } from './embedded-consumer-progress.js';
import { EmbeddedConsumers } from './embedded-consumers.js';
import { LetterQueue } from '../consumer/letter-queue.js';
import { embeddedTakers } from './embedded-takers.js';
import { EmbeddedTransport } from './embedded-transport.js';
import { EngineProcesses } from './engine-processes.js';
import { ReportIntake } from './report-intake.js';
import { SqliteConsumerState } from './sqlite-consumer-state.js';

export const embeddedMessagingProviders: Provider[] = [
  {
    provide: SqliteConsumerState,
    inject: [MESSAGING_OPTIONS],
    useFactory: ({ stateFile }: EmbeddedMessagingOptions) => SqliteConsumerState.open(stateFile),
  },
  {
    provide: EmbeddedConsumers,
    inject: [MESSAGING_OPTIONS, EVENT_STORE, SqliteConsumerState],
    useFactory: (options: EmbeddedMessagingOptions, store: EventStore, { offsets, deadLetters }: SqliteConsumerState) =>
      new EmbeddedConsumers({ ...options, store, offsets, deadLetters, logger: new Logger('Consumers') }),
  },
  {
    provide: ReportIntake,
    inject: [SqliteConsumerState, EmbeddedConsumers],
    useFactory: ({ deadLetters }: SqliteConsumerState, consumers: EmbeddedConsumers) =>
      new ReportIntake(deadLetters, (report) => consumers.report(report), new Logger('EngineReports')),
  },
  {
    provide: ENGINE_COMMANDS,
    inject: [MESSAGING_OPTIONS],
    useFactory: ({ engines = [] }: EmbeddedMessagingOptions) => new EngineProcesses(engines),
  },
  {
    provide: EmbeddedTransport,
    inject: [EmbeddedConsumers, ReportIntake, ENGINE_COMMANDS],
    useFactory: (consumers: EmbeddedConsumers, intake: ReportIntake, engines: EngineProcesses) =>
      new EmbeddedTransport(consumers, intake, engines),
  },
  {
    provide: FACT_FEED,
    inject: [EVENT_STORE, MESSAGING_OPTIONS],
    useFactory: (store: EventStore, { publishings }: EmbeddedMessagingOptions) => new LogFactFeed(store, publishings),
  },
  {
    provide: CONSUMER_PROGRESS,
    inject: [EmbeddedConsumers],
    useFactory: (consumers: EmbeddedConsumers) => new EmbeddedConsumerProgress(consumers),
  },
  { provide: HEARTBEAT_WATCH, useExisting: EmbeddedConsumers },
  {
    provide: DEAD_LETTERS,
    inject: [EmbeddedConsumers, ReportIntake],
    useFactory: (consumers: EmbeddedConsumers, intake: ReportIntake) =>
      new LetterQueue(consumers.options.deadLetters, embeddedTakers(consumers, intake)),
  },
];
