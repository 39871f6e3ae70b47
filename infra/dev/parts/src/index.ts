export { devUp, type DevServers, type DevUpOptions } from './dev/dev-up.js';
export { devDown } from './dev/dev-down.js';
export { directSettings, proxiedSettings, type DevSettings } from './dev/dev-settings.js';
export type { DevServer } from './dev/dev-state.js';
