export type { Fact, Publishing, Translation } from './fact.types.js';
export {
  ARTIFACT_STORE,
  ENGINE_COMMANDS,
  ENGINE_REPORTS,
  EVENT_STORE,
  FACT_FEED,
  type EngineCommandSender,
  type EngineReportSender,
  type FactBatch,
  type FactFeed,
  type FactFilter,
} from './messaging.port.js';
export { CONSUMER_PROGRESS, type ConsumerProgress, type ConsumerStanding } from './consumer-progress.port.js';
export { RELAY_PROGRESS, type RelayProgress, type RelayStanding } from './relay-progress.port.js';
export { HEARTBEAT_WATCH, type HeartbeatWatch } from './heartbeat-watch.port.js';
export { DEAD_LETTERS, type DeadLetterQueue } from './dead-letter-queue.port.js';
export type {
  DeadLetter,
  LetterCount,
  DeadLetterPage,
  DeadLetterQuery,
  DeadLetters,
  Failure,
  Lane,
} from './consumer/dead-letters.port.js';
export {
  ConsumerNotHere,
  DeadLetterNotFound,
  DeadLettersUnavailable,
  EngineLinkLost,
  EngineUnreachable,
  MalformedEngineMessage,
  RetryInterrupted,
  type MessageFault,
} from './messaging.errors.js';
export { EngineCommands, EngineHeartbeats, EngineReports, Reaction, type HandlerExtras } from './reaction.decorator.js';
export { reactionContext } from './reaction-context.js';
export { factTranslator, publishedStreams, type AnyPublishing, type FactTranslator } from './translate.js';
export { LogFactFeed } from './fact-feed.js';
export { HandlerRegistry } from './handler-registry.js';
export type { ConsumedMessage, MessageHandling } from './consumer/consumed-message.types.js';
export type { AppliedPosition, ConsumerOffsets } from './consumer/consumer-offsets.port.js';
export { ContiguousCheckpoint } from './consumer/contiguous-checkpoint.js';
export { messageOf } from './consumer/fact.message.js';
export { reportMessageOf } from './consumer/report.message.js';
export {
  GuardedDelivery,
  type DeliveryOutcome,
  type GuardedDeliveryOptions,
} from './consumer/guarded-delivery.js';
export { IdempotentConsumer } from './consumer/idempotent-consumer.js';
export { KeyedLanes } from './consumer/keyed-lanes.js';
export { defaultRetryPolicy, type RetryPolicy } from './consumer/retry.policy.js';
export { parseEngineCommand, parseEngineReport } from './validation/engine-message.parser.js';
export { EmbeddedTransport } from './embedded/embedded-transport.js';
export { EngineProcesses } from './embedded/engine-processes.js';
export type { EngineProcessSpec } from './embedded/engine-process.js';
export { IpcEngineChannel, type IpcEngineChannelOptions } from './embedded/ipc-engine-channel.js';
export { IpcEngineTransport } from './embedded/ipc-engine-transport.js';
export { SqliteConsumerState } from './embedded/sqlite-consumer-state.js';
export { EmbeddedMessagingModule } from './messaging.module.js';
export type { EmbeddedMessagingOptions } from './messaging.module-definition.js';
export { brokersFrom, expectedBrokers } from './kafka/kafka.brokers.js';
export { kafkaSecurityFrom, saslMechanisms, type KafkaSecurity, type KafkaSecuritySettings, type SaslMechanism } from './kafka/kafka.security.js';
