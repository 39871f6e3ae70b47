import { setTimeout as sleep } from 'node:timers/promises';
import { FaultProxy, type LocalPart } from '@daybook/testing';
import type { Random } from '../../harness/seeded-random.js';
import type { FleetProcess } from './fleet.process.js';
import { tellAgain, turnBack } from './redelivery.js';

export type LocalServers = Readonly<Record<'kafka' | 'mongo' | 's3' | 'log' | 'toxiproxy', LocalPart>>;
export type Proxies = Readonly<Record<'kafka' | 'mongo' | 's3' | 'log', FaultProxy>>;

/** Breaks something for a while and mends it. */
export type Fault = Readonly<{ name: string; strike: () => Promise<void> }>;
export type Field = Readonly<{ fleet: FleetProcess; servers: LocalServers; wires: () => Proxies; random: Random }>;

/** The first four hold the seats of their relays too. */
const processes = ['repository', 'versioning', 'training-orchestrator', 'deployment', 'audit', 'gateway', 'training-1', 'serving-1'] as const;
/** Who reacts to facts of others. */
const reacting = ['versioning', 'training-orchestrator', 'deployment'] as const;
const prefix = 'daybook';
const stores = ['kafka', 'mongo', 's3', 'log'] as const;

/** Longer than the session of a consumer and the leases of views and engines. */
const longMs = 14_000;

export const proxiesBefore = async ({ kafka, mongo, s3, log, toxiproxy }: LocalServers): Promise<Proxies> => ({
  kafka: await FaultProxy.before(kafka, toxiproxy),
  mongo: await FaultProxy.before(mongo, toxiproxy),
  s3: await FaultProxy.before(s3, toxiproxy),
  log: await FaultProxy.before(log, toxiproxy),
});

/** Everything that can happen: processes killed or frozen, servers stopped and paused, wires broken in every way, facts told again. */
export const faultsOf = (field: Field): readonly Fault[] => [
  ...processFaults(field),
  ...serverFaults(field),
  ...stores.flatMap((store) => wireFaults(store, field)),
  ...redeliveries(field),
];

/** Of wires these are tried with Kafka alone where time is short; every other fault with each store. */
const oneStoreWillDo = /^(silence|break|half-close connections to) .*(mongo|s3|log)$/;
export const coveringFaults = (faults: readonly Fault[]): readonly Fault[] => faults.filter(({ name }) => !oneStoreWillDo.test(name));

const processFaults = ({ fleet }: Field): readonly Fault[] => [
  ...processes.map((name) => ({ name: `kill ${name}`, strike: async () => fleet.kill(name) })),
  { name: 'freeze repository', strike: () => fleet.freeze('repository', () => sleep(longMs)) },
];

const serverFaults = ({ servers: { kafka, log, s3 }, random }: Field): readonly Fault[] => [
  { name: 'pause kafka', strike: () => paused(kafka, lasting(random)) },
  { name: 'pause kafka for longer than its sessions', strike: () => paused(kafka, longMs) },
  { name: 'pause log', strike: () => paused(log, lasting(random)) },
  ...[kafka, log, s3].map((part) => ({ name: `kill and start ${part.name}`, strike: () => restarted(part) })),
];

const wireFaults = (name: keyof Proxies, { wires, random }: Field): readonly Fault[] => {
  const wire = (what: string, harm: (proxy: FaultProxy) => Promise<void>): Fault => ({
    name: `${what} ${name}`,
    strike: async () => {
      const proxy = wires()[name];
      await harm(proxy);
      await sleep(lasting(random));
      await proxy.heal();
    },
  });
  return [
    wire('cut the wire to', (proxy) => proxy.cut()),
    wire('silence the wire to', (proxy) => proxy.silence()),
    wire('delay the wire to', (proxy) => proxy.delay(50 + random.below(300))),
    wire('break connections to', (proxy) => proxy.breakAfter(2000 + random.below(20_000))),
    wire('half-close connections from', (proxy) => proxy.halfClose('answers')),
    wire('half-close connections to', (proxy) => proxy.halfClose('requests')),
  ];
};

const redeliveries = ({ fleet, servers: { kafka } }: Field): readonly Fault[] => [
  { name: 'tell all facts again', strike: () => some(tellAgain(kafka.url, prefix)) },
  ...reacting.map((service) => ({
    name: `freeze ${service} and turn its groups back to the beginning`,
    strike: () => fleet.freeze(service, () => some(turnBack(kafka.url, prefix, service))),
  })),
];

/** A fault that finds nothing to do says nothing. */
const some = async (done: Promise<number>): Promise<void> => {
  if ((await done) === 0) throw new Error('there was nothing to tell again');
};

const lasting = (random: Random): number => 500 + random.below(1500);

const paused = async (part: LocalPart, forMs: number): Promise<void> => {
  await part.pause();
  await sleep(forMs);
  await part.resume();
};

const restarted = async (part: LocalPart): Promise<void> => {
  await part.kill9();
  await part.restart();
};
