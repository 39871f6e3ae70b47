import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithLocal, type LocalPart } from '@daybook/testing';
import { positionsInLog } from '../harness/log-facts.js';
import { MixedLoad, prepareLoad, type Acknowledged, type Settled } from '../harness/mixed-load.js';
import { seededRandom } from '../harness/seeded-random.js';
import { eventually } from '../harness/wait.js';
import { tellAftermath } from '../stories/aftermath.story.js';
import { tellEffects } from '../stories/effects.story.js';
import { expectConvergence } from './harness/convergence.js';
import { coveringFaults, faultsOf, proxiesBefore, type Fault, type LocalServers, type Proxies } from './harness/faults.js';
import { FleetProcess } from './harness/fleet.process.js';
import { proxiedSettings } from './harness/server.settings.js';
import { tellOrder } from './stories/order.story.js';

const seed = Number(process.env['DAYBOOK_CHAOS_SEED'] ?? 20261124);
/** So many of all at random, for longer runs; without it each kind of fault once. */
const picks = process.env['DAYBOOK_CHAOS_FAULTS'];
/** Only faults whose names match, for whoever looks into one. */
const only = new RegExp(process.env['DAYBOOK_CHAOS_ONLY'] ?? '');
const parts = ['kafka', 'mongo', 's3', 'log-server', 'toxiproxy'] as const;
/** Each is a run that has to end while the next faults strike. */
const versionsPerFault = 2;

await describeWithLocal(parts, `faults under a mixed load (DAYBOOK_CHAOS_SEED=${seed})`, (...local) => {
  const [kafka, mongo, s3, log, toxiproxy] = local as unknown as [LocalPart, LocalPart, LocalPart, LocalPart, LocalPart];
  const servers: LocalServers = { kafka, mongo, s3, log, toxiproxy };
  const random = seededRandom(seed);
  const acknowledged: Acknowledged[] = [];
  const settled: Settled[] = [];
  let unknown = 0;
  let proxies: Proxies;
  const engines = { DAYBOOK_RUN_MAX_ATTEMPTS: '50', DAYBOOK_TRAINING_SLOTS: '2', DAYBOOK_ENGINE_LEASE_MS: '8000', DAYBOOK_ENGINE_HEARTBEAT_MS: '1000' };
  const fleet = new FleetProcess(() => ({ ...proxiedSettings(servers, proxies), ...engines }));
  const possible = faultsOf({ fleet, servers, wires: () => proxies, random }).filter(({ name }) => only.test(name));
  const chosen: readonly Fault[] = picks === undefined ? coveringFaults(possible) : Array.from({ length: Number(picks) }, () => random.pick(possible));

  const ready = () => eventually(() => fetch(`${fleet.url}/readyz`).then(({ ok }) => ok, () => false), (ok) => ok, 90_000);

  beforeAll(async () => {
    proxies = await proxiesBefore(servers);
    await fleet.start();
    acknowledged.push(...(await prepareLoad(fleet)));
  }, 300_000);
  afterAll(() => fleet.stop(), 90_000);

  it.each(chosen.map(({ name, strike }, index) => [index + 1, name, strike] as const))(
    'keeps what it acknowledged, answers what it did not, and catches up around fault %i: %s',
    async (round, _name, strike) => {
      const load = new MixedLoad({ url: fleet.url, random, name: `${seed}-${round}`, creations: versionsPerFault, earlier: [...acknowledged] });
      const running = load.run();
      await sleep(300 + random.below(500));
      await strike();
      await sleep(300 + random.below(700));
      load.stop();
      await running;
      await ready();
      unknown += load.unknown;
      await load.settle(fleet.url);
      const inLog = await positionsInLog(fleet.url);
      expect(load.acknowledged.filter(({ position }) => !inLog.has(position))).toEqual([]);
      await expectConvergence(fleet, load.versions);
      acknowledged.push(...load.versions);
      settled.push(...load.settled);
    },
    300_000,
  );

  // A few faults may leave none.
  if (chosen.length > 10) {
    it('has left commands without an answer, which their keys have settled', () => {
      expect(unknown).toBeGreaterThan(0);
    });
  }

  tellAftermath(fleet, acknowledged, 240_000);
  tellEffects(fleet, settled);
  tellOrder(fleet, kafka);
});
