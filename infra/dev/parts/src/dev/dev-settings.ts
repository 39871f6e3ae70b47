import { parts } from '../parts.js';
import type { Part } from '../part.js';
import type { DevServers } from './dev-up.js';

/** Settings of Daybook, by name. */
export type DevSettings = Readonly<Record<string, string>>;

/** Those that point services at the servers themselves. */
export const directSettings = (servers: DevServers): DevSettings => settingsOf(servers, ({ main }) => main);

/** Those that lead services through the fault proxy before each server. */
export const proxiedSettings = (servers: DevServers): DevSettings => settingsOf(servers, ({ main, proxy }) => proxy ?? main);

const settingsOf = (servers: DevServers, port: (ports: Part['ports']) => number): DevSettings => {
  const names = Object.keys(parts) as (keyof DevServers)[];
  return Object.assign({}, ...names.map((name) => parts[name].access(port(servers[name].ports)).settings)) as DevSettings;
};

/** Lines for a shell. */
export const exportsOf = (settings: DevSettings): string =>
  Object.entries(settings)
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');
