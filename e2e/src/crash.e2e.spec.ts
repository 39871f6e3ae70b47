import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DaybookClient, DaybookProblem, DaybookUnreachable, type Document } from '@daybook/client';
import { seededRandom, type Random } from './harness/seeded-random.js';
import { StandaloneProcess } from './harness/standalone.process.js';
import { eventually } from './harness/wait.js';
import { root } from './harness/workspace.js';

const kills = Number(process.env['DAYBOOK_CRASH_KILLS'] ?? 6);
const seed = Number(process.env['DAYBOOK_CRASH_SEED'] ?? Date.now() % 1_000_000);
/** Every round leaves about a dozen runs in the queue, of a second or so each. */
const drainWithinMs = 60_000 + kills * 20_000;
const repositories = ['one', 'two'] as const;
const configuration = JSON.parse(readFileSync(join(root, 'examples/configurations/penguins-species.json'), 'utf8')) as Document;
const quick = { ...configuration, trainer: { epochs: 8, batch_size: 64 } };
const unfinished: readonly unknown[] = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining', 'canceling', 'deploying', 'undeploying'];

type Acknowledged = Readonly<{ repo: string; number: number; versionId: string; position: number }>;
/** What was asked, and where in the log its answer said that it stands. */
type Receipt = Readonly<{ asked: string; position: number }>;

/** What is asked of the service until it is killed; an answer is a promise that must be kept. */
class Load {
  readonly versions: Acknowledged[] = [];
  readonly receipts: Receipt[] = [];
  private stopped = false;
  private asked = 0;

  constructor(
    private readonly url: string,
    private readonly random: Random,
    private readonly round: number,
  ) {}

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: 4 }, () => this.work()));
  }

  stop(): void {
    this.stopped = true;
  }

  private async work(): Promise<void> {
    const client = new DaybookClient({ baseUrl: this.url, actor: 'crash', retries: 0 });
    while (!this.stopped) {
      try {
        await this.ask(client);
      } catch (error) {
        if (error instanceof DaybookUnreachable) return;
        // A refusal is an answer too: much of what is asked at random is not allowed.
        if (!(error instanceof DaybookProblem) || error.status >= 500) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, this.random.below(40)));
    }
  }

  private async ask(client: DaybookClient): Promise<void> {
    this.asked += 1;
    const repo = this.random.pick(repositories);
    const known = this.versions.filter((version) => version.repo === repo);
    const target = known.length === 0 ? 1 : this.random.pick(known).number;
    switch (this.random.below(8)) {
      case 0:
      case 1: {
        const key = `${seed}-${this.round}-${this.asked}`;
        const { number, versionId, position } = await client.createVersion(repo, { configuration: quick, datasetId: 'penguins' }, key);
        this.versions.push({ repo, number, versionId, position });
        this.receipts.push({ asked: `create ${versionId}`, position });
        return;
      }
      case 2:
        return this.acknowledged(`cancel ${repo} ${target}`, client.actOnVersion(repo, target, 'cancel'));
      case 3:
        return this.acknowledged(`star ${repo} ${target}`, client.actOnVersion(repo, target, this.random.pick(['star', 'unstar'] as const)));
      case 4:
        return this.acknowledged(`deploy ${repo} ${target}`, client.deploy(repo, { name: `live-${repo}`, version: target }));
      case 5:
        return this.acknowledged(`undeploy ${repo}`, client.undeploy(`live-${repo}`));
      case 6:
        return this.acknowledged(`describe ${repo} ${target}`, client.describeVersion(repo, target, `description ${this.asked}`));
      default:
        await client.versions(repo, { limit: 5 });
    }
  }

  private async acknowledged(asked: string, answer: Promise<{ position: number }>): Promise<void> {
    const { position } = await answer;
    this.receipts.push({ asked, position });
  }
}

/** Positions of every public fact in the log. */
const positionsInLog = async (url: string): Promise<ReadonlySet<number>> => {
  const positions = new Set<number>();
  for (let after = 0; ; ) {
    const answer = await fetch(`${url}/v1/events?after=${after}&limit=10000`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    for (const line of lines) positions.add((JSON.parse(line) as { position: number }).position);
    const reached = Number(answer.headers.get('daybook-position'));
    if (reached <= after) return positions;
    after = reached;
  }
};

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
    const load = new Load(daybook.url, random, round);
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
