import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DaybookProblem } from '@daybook/client';
import { describeWithLocal, type LocalPart } from '@daybook/testing';
import { positionsInLog } from '../harness/log-facts.js';
import { MixedLoad, prepareLoad, type Acknowledged } from '../harness/mixed-load.js';
import { seededRandom } from '../harness/seeded-random.js';
import { eventually } from '../harness/wait.js';
import { tellAftermath } from '../stories/aftermath.story.js';
import { faultsOf, proxiesBefore, type LocalServers, type Proxies } from './harness/faults.js';
import { FleetProcess } from './harness/fleet.process.js';
import { proxiedSettings } from './harness/server.settings.js';
import { tellOrder } from './stories/order.story.js';

const seed = Number(process.env['DAYBOOK_CHAOS_SEED'] ?? 20261124);
const faults = Number(process.env['DAYBOOK_CHAOS_FAULTS'] ?? 8);
/** Only faults whose names match, for whoever looks into one. */
const only = new RegExp(process.env['DAYBOOK_CHAOS_ONLY'] ?? '');
const drainWithinMs = 120_000 + faults * 20_000;
const parts = ['kafka', 'mongo', 's3', 'log-server', 'toxiproxy'] as const;

/** Nothing was promised: the part that was needed is away, or nobody knows. */
const excused = ({ status }: DaybookProblem): boolean => status === 503 || status === 504;

await describeWithLocal(parts, `${faults} faults under a mixed load (DAYBOOK_CHAOS_SEED=${seed})`, (...local) => {
  const [kafka, mongo, s3, log, toxiproxy] = local as unknown as [LocalPart, LocalPart, LocalPart, LocalPart, LocalPart];
  const servers: LocalServers = { kafka, mongo, s3, log, toxiproxy };
  const random = seededRandom(seed);
  const acknowledged: Acknowledged[] = [];
  let proxies: Proxies;
  const engines = { DAYBOOK_RUN_MAX_ATTEMPTS: '50', DAYBOOK_TRAINING_SLOTS: '2', DAYBOOK_ENGINE_LEASE_MS: '8000', DAYBOOK_ENGINE_HEARTBEAT_MS: '1000' };
  const fleet = new FleetProcess(() => ({ ...proxiedSettings(servers, proxies), ...engines }));
  const possible = faultsOf(fleet, servers, () => proxies, random).filter(({ name }) => only.test(name));
  const chosen = Array.from({ length: faults }, () => random.pick(possible));

  const ready = () => eventually(() => fetch(`${fleet.url}/readyz`).then(({ ok }) => ok, () => false), (ok) => ok, 90_000);

  beforeAll(async () => {
    proxies = await proxiesBefore(servers);
    await fleet.start();
    await prepareLoad(fleet);
  }, 300_000);
  afterAll(() => fleet.stop(), 90_000);

  it.each(chosen.map(({ name, strike }, index) => [index + 1, name, strike] as const))(
    'keeps what it acknowledged around fault %i: %s',
    async (round, _name, strike) => {
      const load = new MixedLoad({ url: fleet.url, random, name: `${seed}-${round}`, tolerates: excused });
      const running = load.run();
      await sleep(300 + random.below(700));
      await strike();
      await sleep(300 + random.below(1200));
      load.stop();
      await running;
      await ready();
      const inLog = await positionsInLog(fleet.url);
      expect(load.receipts.filter(({ position }) => !inLog.has(position))).toEqual([]);
      acknowledged.push(...load.versions);
    },
    240_000,
  );

  tellAftermath(fleet, acknowledged, drainWithinMs);
  tellOrder(fleet, kafka);
});
