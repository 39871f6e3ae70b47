import { join } from 'node:path';
import { freePorts } from '../free-ports.js';
import { LocalServer } from '../local-server.js';
import { locked } from '../lock.js';
import type { Part, Placement, Ports } from '../part.js';
import { parts } from '../parts.js';
import { DevStateFile, type DevServer, type DevState } from './dev-state.js';
import { putProxies } from './fault-proxies.js';
import { processIdentity } from './process-identity.js';

/** `directory` holds data, logs and what is running; `report` hears of each part. */
export type DevUpOptions = Readonly<{ directory: string; freePorts: boolean; report: (line: string) => void }>;
/** Every part, running. */
export type DevServers = Readonly<Record<keyof typeof parts, DevServer>>;

/** Installs and starts every part that is not running yet, with a fault proxy before each. @throws ToolMissing, InstallationFailed, ServerNotReady */
export const devUp = (options: DevUpOptions): Promise<DevServers> =>
  locked(join(options.directory, 'dev.lock'), async () => {
    for (const part of Object.values(parts)) await part.install();
    for (const part of Object.values(parts)) await up(part, options);
    const servers = (await new DevStateFile(options.directory).read()) as DevServers;
    await putProxies(servers);
    return servers;
  });

const up = async (part: Part, options: DevUpOptions): Promise<void> => {
  const file = new DevStateFile(options.directory);
  const known = (await file.read())[part.name];
  const isRunning = known !== undefined && (await processIdentity(known.pid)) === known.identity;
  const placement = known ?? { ports: await portsOf(part, options), directory: join(options.directory, part.name) };
  if (!isRunning) await start(part, placement, (server) => remember(file, part, server));
  options.report(`${part.name} ${isRunning ? 'was running' : 'runs'} on port ${placement.ports.main}`);
};

const portsOf = async (part: Part, options: DevUpOptions): Promise<Ports> => (options.freePorts ? freePorts(part.ports) : part.ports);

const start = async (part: Part, { ports, directory }: Placement, remembered: (server: DevServer) => Promise<void>): Promise<void> => {
  const spawned = async (pid: number): Promise<void> => remembered({ ports, directory, pid, identity: (await processIdentity(pid)) ?? '' });
  await new LocalServer(part, { ports, directory }, { detached: true, spawned }).start();
};

const remember = async (file: DevStateFile, part: Part, server: DevServer): Promise<void> => {
  const state: DevState = { ...(await file.read()), [part.name]: server };
  await file.write(state);
};
