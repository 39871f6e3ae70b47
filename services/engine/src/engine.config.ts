import type { ArtifactLocation } from '@daybook/artifacts';
import { DomainError } from '@daybook/event-sourcing';
import { brokersFrom, expectedBrokers, kafkaSecurityFrom, saslMechanisms, type KafkaSecurity } from '@daybook/messaging';
import { artifactLocationFrom } from './artifact-location.config.js';

/** Everything an engine process is told at its start. */
export type EngineConfig = Readonly<{
  engineId: string;
  kind: 'training' | 'serving';
  driver: 'builtin';
  /** Runs at the same time. */
  slots: number;
  artifacts: ArtifactLocation;
  /** The brokers by which it is reached; null for one that a service has forked. */
  kafka: Readonly<{ brokers: readonly string[]; topicPrefix: string; security: KafkaSecurity }> | null;
  heartbeatMs: number;
  /** Least level that is logged, to stderr. */
  logLevel: EngineLogLevel;
  /** Address of a serving engine's predictions. */
  servingHost: string;
  /** 0 takes a free one. */
  servingPort: number;
  /** Base URL by which the services reach it; null for the address that it listens on. */
  servingUrl: string | null;
  /** Where it answers whether it lives; 0 for nowhere. */
  healthPort: number;
}>;

export const engineLogLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type EngineLogLevel = (typeof engineLogLevels)[number];

export class InvalidEngineConfig extends DomainError {
  readonly code = 'invalid-engine-config';

  constructor(readonly problems: readonly string[]) {
    super(`the engine cannot start: ${problems.join('; ')}`);
  }
}

/** Every address is none that others could reach. */
const everyAddress = new Set(['0.0.0.0', '::']);

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:\/\//.test(text);

const urlProblems = ({ servingHost, servingUrl }: Pick<EngineConfig, 'servingHost' | 'servingUrl'>): readonly string[] => {
  if (servingUrl === null) {
    return everyAddress.has(servingHost) ? ['DAYBOOK_ENGINE_SERVING_URL must say how an engine on every address is reached'] : [];
  }
  return isHttpUrl(servingUrl) ? [] : [`DAYBOOK_ENGINE_SERVING_URL must be a URL of http or https, found ${servingUrl}`];
};

const bucketProblems = ({ artifacts }: Pick<EngineConfig, 'artifacts'>): readonly string[] => {
  const endpoint = artifacts.kind === 's3' ? artifacts.bucket.endpoint : undefined;
  // One that is missing has been noted.
  if (endpoint === undefined || endpoint === '' || isHttpUrl(endpoint)) return [];
  return ['DAYBOOK_S3_ENDPOINT must be a URL of http or https'];
};

const kafkaFrom = (env: NodeJS.ProcessEnv, problems: string[]): EngineConfig['kafka'] => {
  const { DAYBOOK_KAFKA_BROKERS: brokers = '', DAYBOOK_TOPIC_PREFIX: topicPrefix } = env;
  if (brokers === '') return null;
  const found = brokersFrom(brokers);
  if (found === undefined) problems.push(`DAYBOOK_KAFKA_BROKERS must be ${expectedBrokers}`);
  return { brokers: found ?? [], topicPrefix: topicPrefix || 'daybook', security: securityFrom(env, problems) };
};

const securityFrom = (env: NodeJS.ProcessEnv, problems: string[]): KafkaSecurity => {
  const mechanism = saslMechanisms.find((one) => one === (env['DAYBOOK_KAFKA_SASL_MECHANISM'] || 'none'));
  if (mechanism === undefined) problems.push(`DAYBOOK_KAFKA_SASL_MECHANISM must be one of ${saslMechanisms.join(', ')}`);
  const settings = {
    tls: env['DAYBOOK_KAFKA_TLS'] || 'off',
    mechanism: mechanism ?? 'none',
    username: mechanism === undefined ? '' : (env['DAYBOOK_KAFKA_SASL_USERNAME'] ?? ''),
    password: env['DAYBOOK_KAFKA_SASL_PASSWORD'] ?? '',
  };
  return kafkaSecurityFrom(settings, ({ variable, expected }) => problems.push(`${variable} must be ${expected}`));
};

/** @throws InvalidEngineConfig with every bad variable at once */
export const engineConfigFrom = (env: NodeJS.ProcessEnv): EngineConfig => {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = env[name] ?? '';
    if (value === '') problems.push(`${name} is missing`);
    return value;
  };
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const written = env[name] ?? '';
    const value = written.trim() === '' ? fallback : Number(written);
    if (!Number.isInteger(value) || value < least || value > most) {
      problems.push(`${name} must be a whole number from ${least} to ${most}, found ${written}`);
    }
    return value;
  };
  const level = (): EngineLogLevel => {
    const written = env['DAYBOOK_LOG_LEVEL'] ?? 'warn';
    const found = engineLogLevels.find((one) => one === written);
    if (found === undefined) problems.push(`DAYBOOK_LOG_LEVEL must be one of ${engineLogLevels.join(', ')}, found ${written}`);
    return found ?? 'warn';
  };
  const kind = env['DAYBOOK_ENGINE_KIND'];
  if (kind !== 'training' && kind !== 'serving') problems.push('DAYBOOK_ENGINE_KIND must be training or serving');
  const config = {
    engineId: text('DAYBOOK_ENGINE_ID'),
    kind: kind as EngineConfig['kind'],
    driver: 'builtin' as const,
    slots: whole('DAYBOOK_ENGINE_SLOTS', 1, 1, 256),
    artifacts: artifactLocationFrom(env, text),
    kafka: kafkaFrom(env, problems),
    heartbeatMs: whole('DAYBOOK_ENGINE_HEARTBEAT_MS', 3000, 50, 3_600_000),
    logLevel: level(),
    servingHost: env['DAYBOOK_ENGINE_SERVING_HOST'] || '127.0.0.1',
    servingPort: whole('DAYBOOK_ENGINE_SERVING_PORT', 0, 0, 65_535),
    servingUrl: env['DAYBOOK_ENGINE_SERVING_URL'] || null,
    healthPort: whole('DAYBOOK_ENGINE_HEALTH_PORT', 0, 0, 65_535),
  };
  problems.push(...urlProblems(config), ...bucketProblems(config));
  if (problems.length > 0) throw new InvalidEngineConfig(problems);
  return Object.freeze(config);
};
