import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithLocal, type LocalPart } from '@daybook/testing';
import { factsInLog, positionsInLog } from '../harness/log-facts.js';
import { MixedLoad, prepareLoad, type Acknowledged, type Settled } from '../harness/mixed-load.js';
import { seededRandom } from '../harness/seeded-random.js';
import { tellAftermath } from '../stories/aftermath.story.js';
import { tellEffects } from '../stories/effects.story.js';
import { FleetProcess } from './harness/fleet.process.js';
import { settingsOf } from './harness/server.settings.js';
import { tellOrder } from './stories/order.story.js';

const parts = ['kafka', 'mongo', 's3', 'log-server'] as const;
const loadMs = 4000;

await describeWithLocal(parts, 'several instances of each service', (...local) => {
  const [kafka, mongo, s3, log] = local as unknown as [LocalPart, LocalPart, LocalPart, LocalPart];
  const acknowledged: Acknowledged[] = [];
  const settled: Settled[] = [];
  const random = seededRandom(4);
  const env = { DAYBOOK_INSTANCES: 'versioning=4,repository=2,deployment=2,training-orchestrator=2', DAYBOOK_TRAINING_SLOTS: '2', DAYBOOK_RUN_MAX_ATTEMPTS: '50' };
  const fleet = new FleetProcess(() => ({ ...settingsOf({ kafka, mongo, s3, log }), ...env }));

  beforeAll(async () => {
    await fleet.start();
    acknowledged.push(...(await prepareLoad(fleet)));
  }, 300_000);
  afterAll(() => fleet.stop(), 90_000);

  const underLoad = async (name: string, meanwhile: () => void): Promise<void> => {
    const load = new MixedLoad({ url: fleet.url, random, name, earlier: [...acknowledged] });
    const running = load.run();
    await sleep(loadMs / 2);
    meanwhile();
    await sleep(loadMs / 2);
    load.stop();
    await running;
    await load.settle(fleet.url);
    const inLog = await positionsInLog(fleet.url);
    expect(load.acknowledged.filter(({ position }) => !inLog.has(position))).toEqual([]);
    acknowledged.push(...load.versions);
    settled.push(...load.settled);
  };

  it('are as many as were asked for', () => {
    expect(fleet.processes().filter((name) => name.startsWith('versioning'))).toHaveLength(4);
    expect(fleet.processes().filter((name) => name.startsWith('repository'))).toHaveLength(2);
  });

  it('keep what any of them has acknowledged', () => underLoad('all', () => undefined), 60_000);

  it('keep it also when instances are killed, the leaders of relays among them', () =>
    underLoad('killed', () => {
      for (const name of ['versioning', 'versioning-3', 'repository', 'training-orchestrator']) fleet.kill(name);
    }), 60_000);

  tellAftermath(fleet, acknowledged, 180_000);
  tellEffects(fleet, settled);
  tellOrder(fleet, kafka);

  it('have taken no engine for lost that one of them heard', async () => {
    expect((await factsInLog(fleet.url)).filter(({ type }) => type === 'daybook.engine.lost.v1')).toEqual([]);
  });
});
