import { setTimeout as sleep } from 'node:timers/promises';
import { FaultProxy, type LocalPart } from '@daybook/testing';
import type { Random } from '../../harness/seeded-random.js';
import type { FleetProcess } from './fleet.process.js';

export type LocalServers = Readonly<Record<'kafka' | 'mongo' | 's3' | 'log' | 'toxiproxy', LocalPart>>;
export type Proxies = Readonly<Record<'kafka' | 'mongo' | 's3' | 'log', FaultProxy>>;

/** Breaks something for a while and mends it. */
export type Fault = Readonly<{ name: string; strike: () => Promise<void> }>;

const services = ['repository', 'versioning', 'training-orchestrator', 'deployment'] as const;
const processes = [...services, 'audit', 'gateway', 'training-1', 'serving-1'] as const;

export const proxiesBefore = async ({ kafka, mongo, s3, log, toxiproxy }: LocalServers): Promise<Proxies> => ({
  kafka: await FaultProxy.before(kafka, toxiproxy),
  mongo: await FaultProxy.before(mongo, toxiproxy),
  s3: await FaultProxy.before(s3, toxiproxy),
  log: await FaultProxy.before(log, toxiproxy),
});

/** Longer than the session of a consumer and the leases of views and engines. */
const longMs = 14_000;

/** Everything that can happen: processes killed or frozen, servers stopped and paused, wires cut, silent, slow and breaking. */
export const faultsOf = (fleet: FleetProcess, servers: LocalServers, wires: () => Proxies, random: Random): readonly Fault[] => {
  const lasting = (): number => 500 + random.below(2500);
  const wire = (name: keyof Proxies, what: string, harm: (proxy: FaultProxy) => Promise<void>): Fault => ({
    name: `${what} ${name}`,
    strike: async () => {
      const proxy = wires()[name];
      await harm(proxy);
      await sleep(lasting());
      await proxy.heal();
    },
  });
  const wireFaults = (['kafka', 'mongo', 's3', 'log'] as const).flatMap((name) => [
    wire(name, 'cut the wire to', (proxy) => proxy.cut()),
    wire(name, 'silence the wire to', (proxy) => proxy.silence()),
    wire(name, 'delay the wire to', (proxy) => proxy.delay(50 + random.below(300))),
    wire(name, 'break connections to', (proxy) => proxy.breakAfter(2000 + random.below(20_000))),
  ]);
  return [
    ...processes.map((name) => ({ name: `kill ${name}`, strike: async () => fleet.kill(name) })),
    ...services.map((name) => ({ name: `freeze ${name}`, strike: () => fleet.freeze(name, longMs) })),
    ...(['kafka', 'log'] as const).flatMap((name) => [
      { name: `pause ${name}`, strike: () => paused(servers[name], lasting()) },
      { name: `restart ${name}`, strike: () => restarted(servers[name]) },
    ]),
    ...wireFaults,
  ];
};

const paused = async (part: LocalPart, forMs: number): Promise<void> => {
  await part.pause();
  await sleep(forMs);
  await part.resume();
};

const restarted = async (part: LocalPart): Promise<void> => {
  await part.kill9();
  await part.restart();
};
