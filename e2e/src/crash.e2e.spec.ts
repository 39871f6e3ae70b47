import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { positionsInLog } from './harness/log-positions.js';
import { loadedRepositories as repositories, MixedLoad, type Acknowledged } from './harness/mixed-load.js';
import { seededRandom } from './harness/seeded-random.js';
import { StandaloneProcess } from './harness/standalone.process.js';
import { eventually } from './harness/wait.js';
import { root } from './harness/workspace.js';

const kills = Number(process.env['DAYBOOK_CRASH_KILLS'] ?? 6);
const seed = Number(process.env['DAYBOOK_CRASH_SEED'] ?? Date.now() % 1_000_000);
/** Every round leaves about a dozen runs in the queue, of a second or so each. */
const drainWithinMs = 60_000 + kills * 20_000;
const unfinished: readonly unknown[] = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining', 'canceling', 'deploying', 'undeploying'];

describe(`killed ${kills} times at random under a mixed load (DAYBOOK_CRASH_SEED=${seed})`, () => {
  const daybook = new StandaloneProcess({ DAYBOOK_RUN_MAX_ATTEMPTS: '50', DAYBOOK_TRAINING_SLOTS: '3' });
  const random = seededRandom(seed);
  const acknowledged: Acknowledged[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    await daybook.start();
    const client = daybook.client();
    const body = () => Readable.toWeb(createReadStream(join(root, 'examples/data/penguins.csv'))) as ReadableStream<Uint8Array>;
    await client.registerDataset('penguins', body);
    for (const name of repositories) await client.createRepository({ name });
  }, 60_000);
  afterAll(() => daybook.stop(), 60_000);

  it.each(Array.from({ length: kills }, (_, index) => index + 1))('keeps what it acknowledged before kill %i', async (round) => {
    const load = new MixedLoad({ url: daybook.url, random, name: `${seed}-${round}` });
    const running = load.run();
    await new Promise((resolve) => setTimeout(resolve, 200 + random.below(1500)));
    await daybook.kill9();
    load.stop();
    await running;
    acknowledged.push(...load.versions);
    await daybook.start();
    const client = daybook.client();
    for (const { repo, number, versionId, position } of load.versions) {
      expect(await client.version(repo, number, position)).toMatchObject({ versionId, number });
    }
    const inLog = await positionsInLog(daybook.url);
    expect(load.receipts.filter(({ position }) => !inLog.has(position))).toEqual([]);
    asked.push(...load.receipts.map((receipt) => receipt.asked.split(' ')[0] ?? ''));
  }, 60_000);

  it('was asked for every kind of command', () => {
    expect([...new Set(asked)].sort()).toEqual(expect.arrayContaining(['cancel', 'create', 'describe', 'star']));
  });

  it('has numbered the versions of every repository without a gap or a duplicate', async () => {
    for (const repo of repositories) {
      const { nodes } = (await daybook.client().lineage(repo)) as unknown as { nodes: { number: number }[] };
      expect(nodes.map(({ number }) => number)).toEqual(nodes.map((_, index) => index + 1));
      const mine = acknowledged.filter((version) => version.repo === repo).map(({ number }) => number);
      expect(new Set(mine).size).toBe(mine.length);
      expect(nodes.length).toBeGreaterThanOrEqual(mine.length);
    }
  });

  it(
    'brings every run and deployment to its end once it is left alone',
    async () => {
      const client = daybook.client();
      for (const repo of repositories) {
        const waiting = async () => (await client.versions(repo, { filter: [`status:in:${unfinished.join(',')}`], limit: 200 })).items;
        await eventually(waiting, (items) => items.length === 0, drainWithinMs);
      }
    },
    2 * drainWithinMs,
  );

  it('has views that a replay of the log gives again, byte for byte', async () => {
    const client = daybook.client();
    const { items } = (await client.projections()) as unknown as { items: { name: string }[] };
    for (const { name } of items) expect(await client.operateProjection(name, 'verify')).toMatchObject({ name, equal: true });
  }, 60_000);

  it('has left no dead letter', async () => {
    expect((await daybook.client().deadLetters()).items).toEqual([]);
  });
});
