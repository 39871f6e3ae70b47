import { choiceSetting, integerSetting, InvalidConfig, loadConfig, otlpEndpointSetting, textSetting, type ConfigOf } from '@daybook/service-kit';
import { artifactCollectionSettings } from './artifact-collection.settings.js';

/** Every setting of the standalone, as the README lists them. */
export const standaloneSettings = {
  host: textSetting({ variable: 'DAYBOOK_HOST', description: 'Address to listen on' }, '127.0.0.1'),
  port: integerSetting({ variable: 'DAYBOOK_PORT', description: 'Port of the API; 0 takes a free one' }, 8080, [0, 65_535]),
  dataDirectory: textSetting({ variable: 'DAYBOOK_DATA_DIR', description: 'Where the log, views and artifacts are kept' }, '.daybook'),
  trainingEngines: integerSetting({ variable: 'DAYBOOK_TRAINING_ENGINES', description: 'Training engines on this machine' }, 1, [0, 64]),
  trainingSlots: integerSetting({ variable: 'DAYBOOK_TRAINING_SLOTS', description: 'Runs at the same time on one training engine' }, 1, [1, 64]),
  servingEngines: integerSetting({ variable: 'DAYBOOK_SERVING_ENGINES', description: 'Serving engines on this machine' }, 1, [0, 64]),
  heartbeatMs: integerSetting({ variable: 'DAYBOOK_ENGINE_HEARTBEAT_MS', description: 'Milliseconds between heartbeats of an engine' }, 3000, [50, 60_000]),
  leaseMs: integerSetting({ variable: 'DAYBOOK_ENGINE_LEASE_MS', description: 'Milliseconds of silence after which an engine counts as lost' }, 15_000, [500, 3_600_000]),
  maxAttempts: integerSetting({ variable: 'DAYBOOK_RUN_MAX_ATTEMPTS', description: 'Attempts at a run before it fails' }, 3, [1, 100]),
  ...artifactCollectionSettings,
  otlpEndpoint: otlpEndpointSetting,
  logLevel: choiceSetting({ variable: 'DAYBOOK_LOG_LEVEL', description: 'Least level that is logged, to stderr' }, 'info', ['fatal', 'error', 'warn', 'info', 'debug', 'trace']),
} as const;

export type StandaloneConfig = ConfigOf<typeof standaloneSettings>;

/** Variables of the command that may stand in the same environment. */
const ofOthers = ['DAYBOOK_URL', 'DAYBOOK_ACTOR'];

const leastBeatsOfLease = 2;

/** The same configuration, once an engine that lives is heard of within its lease. @throws InvalidConfig */
export const withFittingLease = <Config extends Pick<StandaloneConfig, 'heartbeatMs' | 'leaseMs'>>(config: Config): Config => {
  const { heartbeatMs, leaseMs } = config;
  if (leaseMs >= leastBeatsOfLease * heartbeatMs) return config;
  const { variable } = standaloneSettings.leaseMs;
  const expected = `at least twice ${standaloneSettings.heartbeatMs.variable}, which is ${heartbeatMs}`;
  throw new InvalidConfig([{ variable, value: String(leaseMs), expected }]);
};

/** @throws InvalidConfig naming every bad variable */
export const standaloneConfigFrom = (env: NodeJS.ProcessEnv): StandaloneConfig =>
  withFittingLease(loadConfig(standaloneSettings, env, ofOthers));
