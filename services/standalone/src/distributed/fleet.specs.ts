import { fileURLToPath } from 'node:url';
import type { FleetConfig } from './fleet.config.js';
import { serviceNames, type ServiceName } from './service.names.js';
import type { ProcessSpec } from './supervised-process.js';

const serviceMain = fileURLToPath(new URL('../service.main.js', import.meta.url));
const gatewayMain = fileURLToPath(import.meta.resolve('@daybook/gateway'));
const engineMain = fileURLToPath(import.meta.resolve('@daybook/engine'));

type Env = Readonly<Record<string, string>>;
/** The ports of a service's instances. */
export type ServicePorts = Readonly<Record<ServiceName, readonly number[]>>;

const withoutOurs = (env: NodeJS.ProcessEnv): Env =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== undefined && !name.startsWith('DAYBOOK_'))) as Env;

/** The servers that everybody stands on, and what all have in common. */
const common = (config: FleetConfig, env: NodeJS.ProcessEnv): Env => ({
  ...withoutOurs(env),
  DAYBOOK_KAFKA_BROKERS: config.kafkaBrokers,
  DAYBOOK_KAFKA_TLS: config.kafkaTls,
  DAYBOOK_KAFKA_SASL_MECHANISM: config.kafkaSaslMechanism,
  DAYBOOK_KAFKA_SASL_USERNAME: config.kafkaSaslUsername,
  DAYBOOK_KAFKA_SASL_PASSWORD: config.kafkaSaslPassword,
  DAYBOOK_TOPIC_PREFIX: config.topicPrefix,
  DAYBOOK_S3_ENDPOINT: config.s3Endpoint,
  DAYBOOK_S3_REGION: config.s3Region,
  DAYBOOK_S3_BUCKET: config.s3Bucket,
  DAYBOOK_S3_ACCESS_KEY_ID: config.s3AccessKeyId,
  DAYBOOK_S3_SECRET_ACCESS_KEY: config.s3SecretAccessKey,
  DAYBOOK_OTLP_ENDPOINT: config.otlpEndpoint,
});

/** The services of the distributed profile, each instance a process of its own. */
export const serviceSpecs = (config: FleetConfig, ports: ServicePorts, env: NodeJS.ProcessEnv): readonly ProcessSpec[] => {
  const shared = {
    ...common(config, env),
    DAYBOOK_EVENT_STORE_URL: config.eventStoreUrl,
    DAYBOOK_MONGO_URL: config.mongoUrl,
    DAYBOOK_KAFKA_REPLICATION: String(config.kafkaReplication),
    DAYBOOK_HOST: '127.0.0.1',
    DAYBOOK_LOG_LEVEL: config.logLevel,
    DAYBOOK_ENGINE_LEASE_MS: String(config.leaseMs),
    DAYBOOK_RUN_MAX_ATTEMPTS: String(config.maxAttempts),
    DAYBOOK_ARTIFACT_GRACE_HOURS: String(config.artifactGraceHours),
    DAYBOOK_ARTIFACT_COLLECTION_HOURS: String(config.artifactCollectionHours),
  };
  return serviceNames.flatMap((service) =>
    ports[service].map((port, index) => ({
      name: index === 0 ? service : `${service}-${index + 1}`,
      module: serviceMain,
      arguments: [service],
      env: { ...shared, DAYBOOK_PORT: String(port) },
      url: `http://127.0.0.1:${port}`,
    })),
  );
};

/** One origin before all of them. */
export const gatewaySpec = (config: FleetConfig, ports: ServicePorts, env: NodeJS.ProcessEnv): ProcessSpec => ({
  name: 'gateway',
  module: gatewayMain,
  url: `http://${config.host}:${config.port}`,
  env: {
    ...withoutOurs(env),
    DAYBOOK_OTLP_ENDPOINT: config.otlpEndpoint,
    DAYBOOK_HOST: config.host,
    DAYBOOK_PORT: String(config.port),
    DAYBOOK_LOG_LEVEL: config.logLevel,
    ...Object.fromEntries(
      serviceNames.map((name) => [
        `DAYBOOK_UPSTREAM_${name.toUpperCase().replaceAll('-', '_')}`,
        ports[name].map((port) => `http://127.0.0.1:${port}`).join(','),
      ]),
    ),
  },
});

export const engineSpecs = (config: FleetConfig, env: NodeJS.ProcessEnv): readonly ProcessSpec[] => [
  ...enginesOf('training', config.trainingEngines, config, env),
  ...enginesOf('serving', config.servingEngines, config, env),
];

const enginesOf = (kind: string, count: number, config: FleetConfig, env: NodeJS.ProcessEnv): readonly ProcessSpec[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `${kind}-${index + 1}`,
    module: engineMain,
    env: {
      ...common(config, env),
      DAYBOOK_ENGINE_ID: `${kind}-${index + 1}`,
      DAYBOOK_ENGINE_KIND: kind,
      DAYBOOK_ENGINE_SLOTS: String(config.trainingSlots),
      DAYBOOK_ENGINE_HEARTBEAT_MS: String(config.heartbeatMs),
      DAYBOOK_LOG_LEVEL: config.logLevel,
    },
  }));
