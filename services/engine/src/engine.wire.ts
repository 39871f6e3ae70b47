import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { LoggerService } from '@nestjs/common';
import { IpcEngineChannel, IpcEngineTransport, type EngineReportSender } from '@daybook/messaging';
import type { EngineConfig } from './engine.config.js';

/** Both directions between an engine and the services. */
export type EngineWire = Readonly<{ reports: EngineReportSender; strategy: CustomTransportStrategy }>;

/** Kafka where brokers are named, else the service that has forked this process. Kafka's client is loaded only for Kafka. */
export const engineWire = async ({ engineId, kafka }: EngineConfig, logger: LoggerService): Promise<EngineWire> => {
  if (kafka === null) {
    const channel = new IpcEngineChannel();
    return { reports: channel, strategy: new IpcEngineTransport(channel) };
  }
  const { kafkaEngineLink } = await import('@daybook/messaging/kafka');
  const { channel, transport } = kafkaEngineLink({ ...kafka, engineId, logger });
  return { reports: channel, strategy: transport };
};
