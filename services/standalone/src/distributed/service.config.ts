import { brokersFrom } from '@daybook/messaging';
import {
  choiceSetting,
  eventStoreUrlSetting,
  httpUrlSetting,
  integerSetting,
  loadConfig,
  mongoUrlSetting,
  otlpEndpointSetting,
  textSetting,
  type ConfigOf,
} from '@daybook/service-kit';
import { artifactCollectionSettings } from '../artifact-collection.settings.js';
import { kafkaSettings, withFittingKafka } from './kafka.settings.js';

/** Every setting of one service of the distributed profile; the addresses are those of `npm run dev:up`. */
export const serviceSettings = {
  host: textSetting({ variable: 'DAYBOOK_HOST', description: 'Address to listen on' }, '127.0.0.1'),
  port: integerSetting({ variable: 'DAYBOOK_PORT', description: 'Port of the API; 0 takes a free one' }, 8080, [0, 65_535]),
  eventStoreUrl: eventStoreUrlSetting({ variable: 'DAYBOOK_EVENT_STORE_URL', description: 'KurrentDB or EventStoreDB connection string', secret: true }, 'kurrentdb://127.0.0.1:12113?tls=false'),
  mongoUrl: mongoUrlSetting({ variable: 'DAYBOOK_MONGO_URL', description: 'MongoDB connection string with the database of the views', secret: true }, 'mongodb://127.0.0.1:27117/daybook'),
  ...kafkaSettings,
  topicPrefix: textSetting({ variable: 'DAYBOOK_TOPIC_PREFIX', description: 'Begins the name of every topic and consumer group' }, 'daybook'),
  s3Endpoint: httpUrlSetting({ variable: 'DAYBOOK_S3_ENDPOINT', description: 'S3-compatible server of the artifacts' }, 'http://127.0.0.1:19000'),
  s3Region: textSetting({ variable: 'DAYBOOK_S3_REGION', description: 'Its region' }, 'us-east-1'),
  s3Bucket: textSetting({ variable: 'DAYBOOK_S3_BUCKET', description: 'Bucket of the artifacts; made where it is missing' }, 'daybook'),
  s3AccessKeyId: textSetting({ variable: 'DAYBOOK_S3_ACCESS_KEY_ID', description: 'Access key', secret: true }, 'daybook'),
  s3SecretAccessKey: textSetting({ variable: 'DAYBOOK_S3_SECRET_ACCESS_KEY', description: 'Secret of the access key', secret: true }, 'daybook-development'),
  leaseMs: integerSetting({ variable: 'DAYBOOK_ENGINE_LEASE_MS', description: 'Milliseconds of silence after which an engine counts as lost' }, 15_000, [500, 3_600_000]),
  maxAttempts: integerSetting({ variable: 'DAYBOOK_RUN_MAX_ATTEMPTS', description: 'Attempts at a run before it fails' }, 3, [1, 100]),
  ...artifactCollectionSettings,
  otlpEndpoint: otlpEndpointSetting,
  logLevel: choiceSetting({ variable: 'DAYBOOK_LOG_LEVEL', description: 'Least level that is logged, to stderr' }, 'info', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']),
} as const;

export type ServiceConfig = ConfigOf<typeof serviceSettings>;

/** Variables of the command that may stand in the same environment. */
const ofOthers = ['DAYBOOK_URL', 'DAYBOOK_ACTOR'];

/** @throws InvalidConfig naming every bad variable */
export const serviceConfigFrom = (env: NodeJS.ProcessEnv): ServiceConfig => withFittingKafka(loadConfig(serviceSettings, env, ofOthers));

export const brokersOf = ({ kafkaBrokers }: ServiceConfig): readonly string[] => brokersFrom(kafkaBrokers) ?? [];
