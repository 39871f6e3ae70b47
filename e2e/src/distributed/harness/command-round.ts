import { randomUUID } from 'node:crypto';
import type { Document } from '@daybook/client';
import type { RunningDaybook } from '../../harness/running-daybook.js';
import { eventually } from '../../harness/wait.js';

/** `retryAfter` and `code` as a refusal has them. */
export type Answer = Readonly<{ asked: string; status: number; code: string | null; retryAfter: string | null; body: Document }>;
const penguin = { island: 'Biscoe', beak_length_mm: 46.1, beak_depth_mm: 13.2, flipper_length_mm: 211, body_mass_g: 4500, sex: 'FEMALE' };
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Asks once, and takes whatever is answered: no client in between that would try again. */
export const asks =
  (daybook: RunningDaybook) =>
  async (method: Method, path: string, body?: object, key: string = randomUUID()): Promise<Answer> => {
    const headers = { 'idempotency-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${daybook.url}/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const content = (await answer.json()) as Document;
    const code = typeof content['code'] === 'string' ? content['code'] : null;
    return { asked: `${method} ${path}`, status: answer.status, code, retryAfter: answer.headers.get('retry-after'), body: content };
  };

/** Everything that a command may have to find, in a repository with three ready versions: by name, number and reference. */
export class CommandRound {
  private readonly ask: ReturnType<typeof asks>;
  private readonly path: string;

  constructor(
    private readonly daybook: RunningDaybook,
    private readonly repo: string,
    /** Its own in each round. */
    private readonly name: string,
    private readonly configuration: Document,
  ) {
    this.ask = asks(daybook);
    this.path = `/repositories/${repo}`;
  }

  /** What the round needs to be there: two deployments, one of which has something to go back to. */
  async prepare(): Promise<void> {
    const client = this.daybook.client();
    const served = async (id: string, number: number): Promise<void> => {
      const isServed = ({ status, number: present }: Document): boolean => status === 'active' && present === number;
      await eventually(() => client.deployment(id), isServed, 90_000);
    };
    for (const id of [`switched-${this.name}`, `rolled-${this.name}`]) {
      await client.deploy(this.repo, { name: id, version: 1 });
      await served(id, 1);
    }
    await client.switchDeployment(`rolled-${this.name}`, 2);
    await served(`rolled-${this.name}`, 2);
  }

  /** In order; each answer is what the service said at once. */
  async command(): Promise<readonly Answer[]> {
    const { ask, path, name } = this;
    const upper = `/repositories/${this.repo.toUpperCase()}`;
    return [
      await ask('POST', '/repositories', { name: `new-${name}` }),
      await ask('PATCH', path, { description: `during ${name}` }),
      ...(await this.queue()),
      await ask('PATCH', `${path}/versions/1`, { description: `during ${name}` }),
      await ask('POST', `${upper}/versions/1/star`),
      await ask('POST', `${path}/versions/3/archive`),
      await ask('POST', `${path}/versions/3/unarchive`),
      await ask('POST', `${path}/deployments`, { name: `fresh-${name}`, version: 1 }),
      await ask('POST', `${path}/deployments`, { name: `default-${name}`, version: 'default' }),
      await ask('POST', `${path}/deployments`, { name: `latest-${name}`, version: 'latest' }),
      await ask('PATCH', `/deployments/switched-${name}`, { version: 2 }),
      await ask('POST', `/deployments/rolled-${name}/rollback`),
      ...(await Promise.all(['fresh', 'default', 'latest'].map((which) => ask('DELETE', `/deployments/${which}-${name}`)))),
      await ask('POST', '/engines/training-1/drain'),
      await ask('POST', '/engines/training-1/resume'),
    ];
  }

  /** Asks the model that is served. */
  predict(): Promise<Answer> {
    return this.ask('POST', `/deployments/switched-${this.name}/predict`, { rows: [penguin] });
  }

  /** New versions, given in every way; those that repeat another are canceled, and one is sent twice under its key. */
  private async queue(): Promise<readonly Answer[]> {
    const { ask, path, name, configuration } = this;
    const first = { configuration, datasetId: 'penguins' };
    const queued = await ask('POST', `${path}/versions`, first, `${name}-first`);
    const again = await ask('POST', `${path}/versions`, first, `${name}-first`);
    if (again.body['number'] !== queued.body['number']) throw new Error(`${JSON.stringify(again)} is not ${JSON.stringify(queued)}`);
    const child = await ask('POST', `${path}/versions`, { from: 'latest', configurationPatch: { trainer: { epochs: 9 } } });
    const repeated = await ask('POST', `${path}/versions/1/retrain`);
    const canceled = [child, repeated].map(({ body }) => ask('POST', `${path}/versions/${String(body['number'])}/cancel`));
    return [queued, again, child, repeated, ...(await Promise.all(canceled))];
  }
}
