import type { LoggerService } from '@nestjs/common';
import { Kafka, logLevel, type logCreator } from 'kafkajs';

export type KafkaAddress = Readonly<{ brokers: readonly string[]; clientId: string }>;

/** A client whose requests are given up after half a minute, and whose complaints go to the service's log. */
export const kafkaClient = ({ brokers, clientId }: KafkaAddress, logger: LoggerService): Kafka =>
  new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: complaintsTo(logger),
  });

const complaintsTo =
  (logger: LoggerService): logCreator =>
  () =>
  ({ namespace, log: { message, error } }) =>
    logger.warn(`kafka ${namespace}: ${message}${typeof error === 'string' ? ` (${error})` : ''}`);
