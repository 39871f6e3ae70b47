import { expect, it } from '@jest/globals';
import { loadedRepositories, type Acknowledged } from '../harness/mixed-load.js';
import type { RunningDaybook } from '../harness/running-daybook.js';
import { eventually } from '../harness/wait.js';

const unfinished: readonly unknown[] = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining', 'canceling', 'deploying', 'undeploying'];
const settledDeployments: readonly unknown[] = ['active', 'undeployed', 'failed'];
/** How the run of a version has ended, by the version's status. */
const endedRuns: Readonly<Record<string, string>> = { ready: 'completed', deployed: 'completed', canceled: 'canceled', failed: 'failed' };

/** What must hold once nothing is broken any more, whatever was done to the product under a mixed load. */
export const tellAftermath = (daybook: RunningDaybook, acknowledged: readonly Acknowledged[], drainWithinMs: number): void => {
  it(
    'has numbered the versions of every repository without a gap or a duplicate, once the view reflects all that was acknowledged',
    async () => {
      const last = Math.max(0, ...acknowledged.map(({ position }) => position));
      for (const repo of loadedRepositories) {
        const lineage = () => daybook.client().lineage(repo) as unknown as Promise<{ nodes: { number: number }[]; position: number }>;
        const { nodes } = await eventually(lineage, ({ position }) => position >= last, drainWithinMs);
        expect(nodes.map(({ number }) => number)).toEqual(nodes.map((_, index) => index + 1));
        const mine = acknowledged.filter((version) => version.repo === repo).map(({ number }) => number);
        expect(new Set(mine).size).toBe(mine.length);
        expect(nodes.length).toBeGreaterThanOrEqual(mine.length);
        expect(nodes.length).toBeGreaterThanOrEqual(Math.max(0, ...mine));
      }
    },
    2 * drainWithinMs,
  );

  it(
    'brings every run and deployment to its end once it is left alone',
    async () => {
      const client = daybook.client();
      for (const repo of loadedRepositories) {
        const waiting = async () => (await client.versions(repo, { filter: [`status:in:${unfinished.join(',')}`], limit: 200 })).items;
        await eventually(waiting, (items) => items.length === 0, drainWithinMs);
      }
      const deployed = async () => (await client.deployments({ limit: 200 })).items.map(({ deploymentId, status }) => ({ deploymentId, status }));
      await eventually(deployed, (items) => items.every(({ status }) => settledDeployments.includes(status)), drainWithinMs);
      await eventually(() => client.queue(), ({ total }) => total === 0, drainWithinMs);
      const busy = async () => (await client.engines()).items.flatMap(({ runs }) => runs as readonly unknown[]);
      await eventually(busy, (runs) => runs.length === 0, drainWithinMs);
    },
    4 * drainWithinMs,
  );

  it('has ended each run as its version says', async () => {
    const client = daybook.client();
    for (const repo of loadedRepositories) {
      const numbers = ((await client.lineage(repo)) as unknown as { nodes: readonly { number: number }[] }).nodes.map(({ number }) => number);
      for (const number of numbers) {
        const [version, run] = await Promise.all([client.version(repo, number), client.versionPart(repo, number, 'run')]);
        const wanted = endedRuns[String(version['status'])];
        expect({ repo, number, run: run['status'] }).toEqual({ repo, number, run: wanted });
      }
    }
  }, drainWithinMs);

  it('has views that a replay of the log gives again, byte for byte', async () => {
    const client = daybook.client();
    const { items } = (await client.projections()) as unknown as { items: { name: string }[] };
    for (const { name } of items) expect(await client.operateProjection(name, 'verify')).toMatchObject({ name, equal: true });
  }, 60_000);

  it('has left no dead letter', async () => {
    expect((await daybook.client().deadLetters()).items).toEqual([]);
  });
};
