import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { positionsInLog } from './harness/log-facts.js';
import { MixedLoad, prepareLoad, type Acknowledged, type Settled } from './harness/mixed-load.js';
import { seededRandom } from './harness/seeded-random.js';
import { StandaloneProcess } from './harness/standalone.process.js';
import { eventually } from './harness/wait.js';
import { tellAftermath } from './stories/aftermath.story.js';
import { tellEffects } from './stories/effects.story.js';

const kills = Number(process.env['DAYBOOK_CRASH_KILLS'] ?? 6);
const seed = Number(process.env['DAYBOOK_CRASH_SEED'] ?? Date.now() % 1_000_000);
/** Every round leaves as many runs in the queue at most, of a second or so each. */
const creations = 8;
const drainWithinMs = 60_000 + kills * 20_000;

describe(`killed ${kills} times at random under a mixed load (DAYBOOK_CRASH_SEED=${seed})`, () => {
  const daybook = new StandaloneProcess({ DAYBOOK_RUN_MAX_ATTEMPTS: '50', DAYBOOK_TRAINING_SLOTS: '3' });
  const random = seededRandom(seed);
  const acknowledged: Acknowledged[] = [];
  const settled: Settled[] = [];

  beforeAll(async () => {
    await daybook.start();
    acknowledged.push(...(await prepareLoad(daybook)));
  }, 180_000);
  afterAll(() => daybook.stop(), 60_000);

  it.each(Array.from({ length: kills }, (_, index) => index + 1))('keeps what it acknowledged before kill %i', async (round) => {
    const load = new MixedLoad({ url: daybook.url, random, name: `${seed}-${round}`, creations, earlier: [...acknowledged] });
    const running = load.run();
    await new Promise((resolve) => setTimeout(resolve, 200 + random.below(1500)));
    await daybook.kill9();
    load.stop();
    await running;
    await daybook.start();
    await load.settle(daybook.url);
    acknowledged.push(...load.versions);
    settled.push(...load.settled);
    const client = daybook.client();
    for (const { repo, number, versionId, position } of load.versions) {
      expect(await client.version(repo, number, position)).toMatchObject({ versionId, number });
    }
    const inLog = await positionsInLog(daybook.url);
    expect(load.acknowledged.filter(({ position }) => !inLog.has(position))).toEqual([]);
  }, 60_000);

  it('was asked for every kind of command', () => {
    const asked = settled.filter(({ outcome }) => outcome.outcome === 'acknowledged').map(({ command }) => command.kind);
    expect([...new Set(asked)].sort()).toEqual(expect.arrayContaining(['cancel', 'create', 'deploy', 'describe', 'star', 'undeploy']));
  });

  tellAftermath(daybook, acknowledged, drainWithinMs);
  tellEffects(daybook, settled);

  it('goes on answering for what is deployed, after a kill too', async () => {
    const client = daybook.client();
    const status = async () => (await client.deployment('live-one').catch(() => ({ status: 'absent' })))['status'];
    if ((await status()) !== 'active') await client.deploy('one', { name: 'live-one', version: 1 });
    await eventually(status, (now) => now === 'active', 60_000);
    await daybook.kill9();
    await daybook.start();
    const asked = () => daybook.client().predict('live-one', [penguin]).catch(() => null);
    expect(await eventually(asked, (answer) => answer !== null, 60_000)).toMatchObject({ deploymentId: 'live-one', predictions: [{ species: expect.anything() }] });
  }, 180_000);
});

const penguin = { island: 'Biscoe', beak_length_mm: 46.1, beak_depth_mm: 13.2, flipper_length_mm: 211, body_mass_g: 4500, sex: 'FEMALE' };
