import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineSpecs, gatewaySpec, serviceSpecs, type ServicePorts } from './fleet.specs.js';
import type { FleetConfig } from './fleet.config.js';
import { instancesOf } from './instances.setting.js';
import { serviceNames } from './service.names.js';
import { SupervisedProcess, type ProcessSpec } from './supervised-process.js';

export type Fleet = Readonly<{ url: string; close: () => Promise<void> }>;

/** Every service, the gateway and the engines as processes of their own; resolves once all are ready. */
export const startFleet = async (config: FleetConfig, env: NodeJS.ProcessEnv, stopping: AbortSignal): Promise<Fleet> => {
  const ports = await freePorts(config);
  const port = config.port === 0 ? await freePort() : config.port;
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
  const several = (count: number): Promise<readonly number[]> => Promise.all(Array.from({ length: count }, freePort));
  const ports = await Promise.all(serviceNames.map(async (name) => [name, await several(instancesOf(instances, name))] as const));
  return Object.fromEntries(ports) as ServicePorts;
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};
