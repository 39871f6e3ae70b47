import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { carryOut, type KeyedCommand, type Outcome } from './keyed-command.js';
import { commandAtRandom, creation, quick, type Target } from './load.commands.js';
import type { RunningDaybook } from './running-daybook.js';
import type { Random } from './seeded-random.js';
import { eventually } from './wait.js';
import { root } from './workspace.js';

/** The repositories that the load works on; they are there before it begins. */
export const loadedRepositories = ['one', 'two'] as const;
const workers = 4;
const settledWithinMs = 90_000;
const readyWithinMs = 120_000;

/** A version whose creation was acknowledged. */
export type Acknowledged = Readonly<{ repo: string; number: number; versionId: string; position: number }>;
/** A command that has its final answer. */
export type Settled = Readonly<{ command: KeyedCommand; outcome: Exclude<Outcome, { outcome: 'unknown' }> }>;

/** Registers what the load works on: in each repository a first version that is ready, so that it can be deployed. */
export const prepareLoad = async (daybook: RunningDaybook): Promise<readonly Acknowledged[]> => {
  const client = daybook.client();
  await client.registerDataset('penguins', () => Readable.toWeb(createReadStream(join(root, 'examples/data/penguins.csv'))) as ReadableStream<Uint8Array>);
  const firsts: Acknowledged[] = [];
  for (const repo of loadedRepositories) {
    await client.createRepository({ name: repo });
    const { number, versionId, position } = await client.createVersion(repo, { configuration: quick, datasetId: 'penguins' });
    firsts.push({ repo, number, versionId, position });
  }
  for (const { repo } of firsts) await eventually(() => client.version(repo, 1), ({ status }) => status === 'ready', readyWithinMs);
  return firsts;
};

export type LoadOptions = Readonly<{
  url: string;
  random: Random;
  /** Makes the keys of this load's commands its own. */
  name: string;
  /** It asks for no more versions than these: each is a run that has to end. */
  creations?: number;
  /** Those of former loads, to be cancelled, deployed and so on too. */
  earlier?: readonly Acknowledged[];
}>;

/** What is asked of the service until it is killed; an answer is a promise that must be kept. */
export class MixedLoad {
  readonly versions: Acknowledged[] = [];
  readonly settled: Settled[] = [];
  /** No answer, or none that promises anything: carried out once, or not at all. */
  private open: KeyedCommand[] = [];
  private stopped = false;
  private asked = 0;
  private creations = 0;

  constructor(private readonly options: LoadOptions) {}

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: workers }, () => this.work()));
  }

  stop(): void {
    this.stopped = true;
  }

  get acknowledged(): readonly Readonly<{ asked: string; position: number }>[] {
    return this.settled.flatMap(({ command, outcome }) =>
      outcome.outcome === 'acknowledged' ? [{ asked: `${command.kind} ${command.key}`, position: outcome.answer.position }] : [],
    );
  }

  get unknown(): number {
    return this.open.length;
  }

  /** Sends what nobody knows the outcome of again, under its key, until it has an answer. */
  async settle(url: string): Promise<void> {
    const deadline = Date.now() + settledWithinMs;
    while (this.open.length > 0) {
      if (Date.now() > deadline) throw new Error(`without an answer: ${this.open.map(({ kind, key }) => `${kind} ${key}`).join(', ')}`);
      const again = this.open;
      this.open = [];
      await Promise.all(again.map(async (command) => this.keep(command, await carryOut(url, command))));
      if (this.open.length > 0) await sleep(200);
    }
  }

  private async work(): Promise<void> {
    const { url, random } = this.options;
    while (!this.stopped) {
      const command = this.next();
      const outcome = command === null ? await look(url, random.pick(loadedRepositories)) : await carryOut(url, command);
      if (command !== null) this.keep(command, outcome as Outcome);
      // Nobody is there: what is asked now says little, and would only have to be asked again.
      await sleep(outcome.outcome === 'unknown' ? 100 + random.below(200) : random.below(40));
    }
  }

  private next(): KeyedCommand | null {
    const { random, name, earlier = [], creations = Infinity } = this.options;
    this.asked += 1;
    const key = `${name}-${this.asked}`;
    const repo = random.pick(loadedRepositories);
    const known = [...earlier, ...this.versions].filter((version) => version.repo === repo);
    // Often one of the last: an old one has been through everything that can be asked of it.
    const former = earlier.filter((version) => version.repo === repo);
    const number = known.length === 0 ? 1 : random.pick(known.slice(-5)).number;
    const target: Target = { repo, number, older: former.length === 0 ? number : random.pick(former).number };
    if (this.creations >= creations || random.below(4) > 0) return commandAtRandom(random, key, target);
    this.creations += 1;
    return creation(key, target);
  }

  private keep(command: KeyedCommand, outcome: Outcome): void {
    if (outcome.outcome === 'unknown') return void this.open.push(command);
    this.settled.push({ command, outcome });
    if (outcome.outcome === 'refused' || command.kind !== 'create') return;
    const { position, versionId = '', number = 0 } = outcome.answer;
    this.versions.push({ repo: command.path.split('/')[3] ?? '', number, versionId, position });
  }
}

/** A read among the commands, whose answer nobody minds. */
const look = async (url: string, repo: string): Promise<Readonly<{ outcome: 'seen' | 'unknown' }>> => {
  try {
    await (await fetch(`${url}/v1/repositories/${repo}/versions?limit=5`)).text();
    return { outcome: 'seen' };
  } catch {
    return { outcome: 'unknown' };
  }
};
