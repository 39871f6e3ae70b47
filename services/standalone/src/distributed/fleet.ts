import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineSpecs, gatewaySpec, serviceSpecs, type ServicePorts } from './fleet.specs.js';
import type { FleetConfig } from './fleet.config.js';
import { instancesOf } from './instances.setting.js';
import { serviceNames } from './service.names.js';
import { SupervisedProcess, type ProcessSpec } from './supervised-process.js';

export type Fleet = Readonly<{ url: string; close: () => Promise<void> }>;

/** Every service, the gateway and the engines as processes of their own; resolves once all are ready. Rejects where the port is taken. */
export const startFleet = async (config: FleetConfig, env: NodeJS.ProcessEnv, stopping: AbortSignal): Promise<Fleet> => {
  const ports = await freePorts(config);
  // Taken by another fleet, its gateway would answer for ours, and our engines would take the place of its own.
  const port = await freePort(config.host, config.port);
  const gateway = gatewaySpec({ ...config, port }, ports, env);
  const specs: readonly ProcessSpec[] = [...serviceSpecs(config, ports, env), gateway, ...engineSpecs(config, env)];
  const processes = specs.map((spec) => new SupervisedProcess(spec, (line) => console.error(line)));
  for (const supervised of processes) supervised.start();
  const url = `http://${config.host}:${port}`;
  const close = async (): Promise<void> => {
    await Promise.all(processes.map((supervised) => supervised.stop()));
  };
  await ready(url, stopping).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { url, close };
};

/** However long it takes: a part that is missing is waited for, and each service says which. */
const ready = async (url: string, stopping: AbortSignal): Promise<void> => {
  for (;;) {
    const ok = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) }).then((answer) => answer.ok, () => false);
    if (ok) return;
    await sleep(200, undefined, { signal: stopping });
  }
};

const freePorts = async ({ instances }: FleetConfig): Promise<ServicePorts> => {
  const several = (count: number): Promise<readonly number[]> => Promise.all(Array.from({ length: count }, () => freePort('127.0.0.1', 0)));
  const ports = await Promise.all(serviceNames.map(async (name) => [name, await several(instancesOf(instances, name))] as const));
  return Object.fromEntries(ports) as ServicePorts;
};

/** The port when it is free, and any for 0. Rejects with what the system says of one that is taken. */
const freePort = async (host: string, wanted: number): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(wanted, host, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};
