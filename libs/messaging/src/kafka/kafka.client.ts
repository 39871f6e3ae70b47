import type { LoggerService } from '@nestjs/common';
import { Kafka, logLevel, type KafkaConfig, type logCreator, type SASLOptions } from 'kafkajs';
import type { KafkaSecurity } from './kafka.security.js';
import { sparingly } from './sparing.complaints.js';

export type KafkaAddress = Readonly<{ brokers: readonly string[]; clientId: string; security?: KafkaSecurity | undefined }>;

/** So long a broker may take for an answer, in ms. */
export const requestTimeoutMs = 30_000;

/** A client whose requests are given up after half a minute, and whose complaints go to the service's log. */
export const kafkaClient = ({ brokers, clientId, security }: KafkaAddress, logger: LoggerService): Kafka =>
  new Kafka({
    ...securityOf(security),
    clientId,
    brokers: [...brokers],
    connectionTimeout: 3000,
    requestTimeout: requestTimeoutMs,
    retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: complaintsTo(logger),
  });

/** What kafkajs wants to be told of it. */
export const securityOf = (security: KafkaSecurity | undefined): Pick<KafkaConfig, 'ssl' | 'sasl'> => {
  const { tls = null, sasl = null } = security ?? {};
  return {
    ...(tls === null ? {} : { ssl: tls.ca === null ? true : { ca: [tls.ca] } }),
    ...(sasl === null ? {} : { sasl: sasl as SASLOptions }),
  };
};

/** A client without a broker complains with every connection that it tries, several times a second. */
const complaintsTo =
  (logger: LoggerService): logCreator =>
  () => {
    const warn = sparingly((complaint) => logger.warn(complaint));
    return ({ namespace, log: { message, error } }) => warn(`kafka ${namespace}: ${message}${typeof error === 'string' ? ` (${error})` : ''}`);
  };
