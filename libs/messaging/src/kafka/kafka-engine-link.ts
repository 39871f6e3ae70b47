import type { LoggerService } from '@nestjs/common';
import { KafkaEngineChannel } from './kafka-engine-channel.js';
import { KafkaEngineTransport } from './kafka-engine-transport.js';
import { kafkaClient } from './kafka.client.js';
import type { KafkaSecurity } from './kafka.security.js';
import { RecordProducer } from './record-producer.js';
import { topicNames } from './topic.names.js';

export type KafkaEngineLinkOptions = Readonly<{ brokers: readonly string[]; security?: KafkaSecurity; topicPrefix: string; engineId: string; logger: LoggerService }>;

/** Both directions between an engine and the services, over Kafka. */
export const kafkaEngineLink = ({ brokers, security, topicPrefix, engineId, logger }: KafkaEngineLinkOptions) => {
  const kafka = kafkaClient({ brokers, security, clientId: `${topicPrefix}-engine-${engineId}` }, logger);
  const channel = new KafkaEngineChannel(new RecordProducer(kafka, logger), topicNames(topicPrefix).engineReports);
  return { channel, transport: new KafkaEngineTransport({ kafka, topicPrefix, engineId, channel, logger }) };
};
