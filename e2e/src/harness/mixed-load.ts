import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DaybookClient, DaybookProblem, DaybookUnreachable, type Document } from '@daybook/client';
import type { RunningDaybook } from './running-daybook.js';
import type { Random } from './seeded-random.js';
import { root } from './workspace.js';

/** The repositories that the load works on; they are there before it begins. */
export const loadedRepositories = ['one', 'two'] as const;
const configuration = JSON.parse(readFileSync(join(root, 'examples/configurations/penguins-species.json'), 'utf8')) as Document;
const quick = { ...configuration, trainer: { epochs: 8, batch_size: 64 } };

export type Acknowledged = Readonly<{ repo: string; number: number; versionId: string; position: number }>;
/** What was asked, and where in the log its answer said that it stands. */
export type Receipt = Readonly<{ asked: string; position: number }>;

/** Registers what the load works on. */
export const prepareLoad = async (daybook: RunningDaybook): Promise<void> => {
  const client = daybook.client();
  await client.registerDataset('penguins', () => Readable.toWeb(createReadStream(join(root, 'examples/data/penguins.csv'))) as ReadableStream<Uint8Array>);
  for (const name of loadedRepositories) await client.createRepository({ name });
};

export type LoadOptions = Readonly<{
  url: string;
  random: Random;
  /** Makes the keys of this load's commands its own. */
  name: string;
  /** What the service may say while something is broken: no promise, and so none to keep. */
  tolerates?: (problem: DaybookProblem) => boolean;
}>;

/** What is asked of the service until it is killed; an answer is a promise that must be kept. */
export class MixedLoad {
  readonly versions: Acknowledged[] = [];
  readonly receipts: Receipt[] = [];
  private stopped = false;
  private asked = 0;

  constructor(private readonly options: LoadOptions) {}

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: 4 }, () => this.work()));
  }

  stop(): void {
    this.stopped = true;
  }

  private async work(): Promise<void> {
    const { url, random, tolerates = () => false } = this.options;
    const client = new DaybookClient({ baseUrl: url, actor: 'crash', retries: 0 });
    while (!this.stopped) {
      try {
        await this.ask(client);
      } catch (error) {
        if (error instanceof DaybookUnreachable) return;
        // A refusal is an answer too: much of what is asked at random is not allowed.
        if (!(error instanceof DaybookProblem) || (error.status >= 500 && !tolerates(error))) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, random.below(40)));
    }
  }

  private async ask(client: DaybookClient): Promise<void> {
    this.asked += 1;
    const { random, name } = this.options;
    const repo = random.pick(loadedRepositories);
    const known = this.versions.filter((version) => version.repo === repo);
    const target = known.length === 0 ? 1 : random.pick(known).number;
    switch (random.below(8)) {
      case 0:
      case 1: {
        const key = `${name}-${this.asked}`;
        const { number, versionId, position } = await client.createVersion(repo, { configuration: quick, datasetId: 'penguins' }, key);
        this.versions.push({ repo, number, versionId, position });
        this.receipts.push({ asked: `create ${versionId}`, position });
        return;
      }
      case 2:
        return this.acknowledged(`cancel ${repo} ${target}`, client.actOnVersion(repo, target, 'cancel'));
      case 3:
        return this.acknowledged(`star ${repo} ${target}`, client.actOnVersion(repo, target, random.pick(['star', 'unstar'] as const)));
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
