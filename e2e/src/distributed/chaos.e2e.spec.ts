import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DaybookProblem } from '@daybook/client';
import { describeWithLocal, type LocalPart } from '@daybook/testing';
import { factsInLog, positionsInLog } from '../harness/log-facts.js';
import { loadedRepositories, MixedLoad, type Acknowledged } from '../harness/mixed-load.js';
import { seededRandom } from '../harness/seeded-random.js';
import { eventually } from '../harness/wait.js';
import { root } from '../harness/workspace.js';
import { tellAftermath } from '../stories/aftermath.story.js';
import { faultsOf, proxiesBefore, type LocalServers, type Proxies } from './harness/faults.js';
import { FleetProcess } from './harness/fleet.process.js';
import { proxiedSettings } from './harness/server.settings.js';
import { appliedPositions, factsOnTopics } from './harness/topic.reader.js';

const seed = Number(process.env['DAYBOOK_CHAOS_SEED'] ?? Date.now() % 1_000_000);
const faults = Number(process.env['DAYBOOK_CHAOS_FAULTS'] ?? 8);
const topics = ['repositories', 'versions', 'runs', 'deployments'] as const;
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
  const possible = faultsOf(fleet, servers, () => proxies, random);
  const chosen = Array.from({ length: faults }, () => random.pick(possible));

  const ready = () => eventually(() => fetch(`${fleet.url}/readyz`).then(({ ok }) => ok, () => false), (ok) => ok, 90_000);

  beforeAll(async () => {
    proxies = await proxiesBefore(servers);
    await fleet.start();
    const client = fleet.client();
    await client.registerDataset('penguins', () => Readable.toWeb(createReadStream(join(root, 'examples/data/penguins.csv'))) as ReadableStream<Uint8Array>);
    for (const name of loadedRepositories) await client.createRepository({ name });
    await Promise.all(loadedRepositories.map((name) => eventually(() => client.versions(name).then(() => true, () => false), (known) => known)));
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

  it('has told Kafka every fact, in the order of the log per key', async () => {
    const logged = (await factsInLog(fleet.url)).filter(({ topic }) => (topics as readonly string[]).includes(topic));
    const told = () => factsOnTopics(kafka.url, 'daybook', topics).then(appliedPositions);
    const wanted = appliedPositions(logged);
    const enough = (positions: Awaited<ReturnType<typeof told>>): boolean => Object.values(positions).flat().length >= logged.length;
    expect(await eventually(told, enough, 60_000)).toEqual(wanted);
  }, 120_000);

  it('has done nothing twice', async () => {
    const facts = await factsInLog(fleet.url);
    const onceOnly = ['daybook.version.queued.v1', 'daybook.run.completed.v1'];
    const subjects = facts.filter(({ type }) => onceOnly.includes(type)).map(({ type, subject }) => `${type} ${subject}`);
    expect(subjects.filter((one, index) => subjects.indexOf(one) !== index)).toEqual([]);
  });
});
