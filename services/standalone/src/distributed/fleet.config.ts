import { loadConfig, type ConfigOf } from '@daybook/service-kit';
import { standaloneSettings, withFittingLease } from '../standalone.config.js';
import { instancesSetting } from './instances.setting.js';
import { withFittingKafka } from './kafka.settings.js';
import { serviceSettings } from './service.config.js';

const { dataDirectory: _data, ...processes } = standaloneSettings;

/** What the distributed profile takes on one machine: the standalone's settings, and the servers' addresses. */
export const fleetSettings = { ...serviceSettings, ...processes, instances: instancesSetting } as const;

export type FleetConfig = ConfigOf<typeof fleetSettings>;

/** @throws InvalidConfig naming every bad variable */
export const fleetConfigFrom = (env: NodeJS.ProcessEnv): FleetConfig =>
  withFittingLease(withFittingKafka(loadConfig(fleetSettings, env, ['DAYBOOK_URL', 'DAYBOOK_ACTOR', 'DAYBOOK_LOCAL_DIR'])));
