import { randomUUID } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DaybookProblem, type DaybookClient, type Document, type FeedEvent } from '@daybook/client';
import type { RunningDaybook } from '../harness/running-daybook.js';
import { root } from '../harness/workspace.js';
import { endOf, eventually } from '../harness/wait.js';

const file = (name: string) => () => Readable.toWeb(createReadStream(join(root, 'examples/data', name))) as ReadableStream<Uint8Array>;
const configuration = JSON.parse(readFileSync(join(root, 'examples/configurations/penguins-species.json'), 'utf8')) as Document;
const endless = { trainer: { epochs: 10_000, early_stop: -1 } };
const gentoo = { island: 'Biscoe', beak_length_mm: 46.1, beak_depth_mm: 13.2, flipper_length_mm: 211, body_mass_g: 4500, sex: 'FEMALE' };

// Others may be on the same servers.
const tag = randomUUID().slice(0, 8);
const [repo, live] = [`penguins-${tag}`, `which-${tag}`];

type Visualizations = Readonly<{
  learning_curves: { href: string };
  outputs: Readonly<Record<string, { roc_curves: { macro: { area: number } } }>>;
}>;

const problemOf = async (asked: Promise<unknown>): Promise<DaybookProblem> => {
  const error: unknown = await asked.then((answer) => answer, (caught: unknown) => caught);
  if (error instanceof DaybookProblem) return error;
  throw new Error(`expected a problem, got ${JSON.stringify(error)}`);
};

/** The whole story of a version, through public faces only: it is the same in every profile. */
export const tellMainJob = (daybook: RunningDaybook): void => {
  let client: DaybookClient;
  let events: FeedEvent[] = [];

  beforeAll(async () => {
    await daybook.start();
    client = daybook.client('anna', 'because spécs ask');
  }, 120_000);
  afterAll(() => daybook.stop(), 60_000);

  it('registers a table and finds the same one again', async () => {
    const first = await client.registerDataset('penguins', file('penguins.csv'));
    const again = await client.registerDataset('penguins', file('penguins.csv'));
    expect(again.id).toBe(first.id);
    expect(await client.dataset(first.id, 'profile')).toMatchObject({ rows: 344 });
  });

  it('names the lines of a table that is none', async () => {
    const { problem } = await problemOf(client.registerDataset('bad', () => 'a,b\n1,2\n3\n'));
    expect(problem).toMatchObject({ status: 422, code: 'invalid-table', problems: [{ line: 3 }] });
  });

  it('creates a repository, and no second one of its name', async () => {
    await client.createRepository({ name: repo, description: `Which one is it, ${tag}?` });
    expect((await problemOf(client.createRepository({ name: repo.toUpperCase() }))).code).toBe('repository-name-taken');
  });

  it('tells everything that is wrong with a configuration', async () => {
    const wrong = { ...configuration, trainer: { epochs: 0, learning_rat: 1 } };
    const { problem } = await problemOf(client.createVersion(repo, { configuration: wrong, datasetId: 'penguins' }));
    expect(problem).toMatchObject({ status: 422, code: 'invalid-configuration' });
    expect((problem['problems'] as { path: string }[]).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/trainer/epochs', '/trainer/learning_rat']),
    );
  });

  it('trains a version, seen live from queued to ready', async () => {
    const { number } = await client.createVersion(repo, { configuration, datasetId: 'penguins', description: 'first' });
    for await (const event of client.versionEvents(repo, number, AbortSignal.timeout(30_000))) events.push(event);
    const seen = events.map(({ type, data }) => {
      const { phase } = (data as { data: { phase?: string } }).data;
      return type.startsWith('daybook.version.') ? (phase ?? type.split('.')[2]) : null;
    });
    const statuses = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining', 'ready'];
    expect(seen.filter((status) => status !== null)).toEqual(statuses);
    expect(events.filter(({ type }) => type === 'daybook.run.evaluated.v1').length).toBeGreaterThan(3);
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  }, 40_000);

  it('goes on exactly behind the last event that a reader saw', async () => {
    const middle = events[Math.floor(events.length / 2)]?.id ?? 0;
    const rest: FeedEvent[] = [];
    for await (const event of client.versionEvents(repo, 1, AbortSignal.timeout(10_000), middle)) rest.push(event);
    expect(rest).toEqual(events.filter(({ id }) => id > middle));
    events = [];
  });

  it('answers what the run has left', async () => {
    const version = await client.version(repo, 1);
    expect(version).toMatchObject({ status: 'ready', createdBy: 'anna', metric: { feature: 'species', name: 'roc_auc' } });
    expect((version['metrics'] as Record<string, Record<string, number>>)['species']?.['accuracy']).toBeGreaterThan(0.9);
    const curves = await client.versionPart(repo, 1, 'learning-curves');
    expect((curves['points'] as unknown[]).length).toBe(version['epochs']);
    for (const part of ['evaluation', 'visualizations', 'explanations', 'run'] as const) {
      expect(Object.keys(await client.versionPart(repo, 1, part)).length).toBeGreaterThan(0);
    }
    const { learning_curves: link, outputs } = (await client.versionPart(repo, 1, 'visualizations')) as unknown as Visualizations;
    expect(new URL(link.href, `http://x/v1/repositories/${repo}/versions/1/visualizations`).pathname).toBe(`/v1/repositories/${repo}/versions/1/learning-curves`);
    const metrics = (version['metrics'] as Record<string, Record<string, number>>)['species'];
    expect(outputs['species']?.roc_curves.macro.area).toBeCloseTo(metrics?.['roc_auc'] as number, 9);
    expect(await client.versionPart(repo, 1, 'run')).toMatchObject({ checkpoints: { best: { epoch: version['bestEpoch'] } } });
    const { lines } = (await client.versionPart(repo, 1, 'logs')) as unknown as { lines: { line: string }[] };
    expect(lines.map(({ line }) => line)).toContainEqual(expect.stringContaining(`Best epoch: ${String(version['bestEpoch'])}`));
    const { entries } = (await client.versionPart(repo, 1, 'history')) as unknown as { entries: Document[] };
    expect(entries[0]).toMatchObject({ type: 'VersionQueued', actor: 'anna', reason: 'because spécs ask' });
    expect(entries.at(-1)).toMatchObject({ type: 'VersionReady', actor: 'engine:training-1' });
  });

  it('makes a version from another one, once for one key', async () => {
    const request = { from: 1, configurationPatch: { trainer: { learning_rate: 0.01 } }, description: 'faster' };
    const [one, two] = await Promise.all([1, 2].map(() => client.createVersion(repo, request, 'key-1')));
    expect(one).toMatchObject({ number: 2 });
    expect(two).toMatchObject({ number: 2 });
    const reused = await problemOf(client.createVersion(repo, { from: 1, description: 'other' }, 'key-1'));
    expect(reused.code).toBe('idempotency-key-reused');
    await endOf(client, repo, 2);
    const diff = await client.diff(repo, 1, 2);
    expect(diff['configuration']).toEqual([{ path: 'trainer.learning_rate', kind: 'changed', from: 0.003, to: 0.01 }]);
    expect((await client.lineage(repo))['edges']).toEqual([{ from: 1, to: 2, kind: 'parent' }]);
  }, 40_000);

  it('cancels a running and a queued version', async () => {
    const running = await client.createVersion(repo, { from: 1, configurationPatch: endless });
    const queued = await client.createVersion(repo, { from: 1, configurationPatch: endless });
    await eventually(() => client.version(repo, running.number), ({ status }) => status === 'training');
    for (const { number } of [queued, running]) await client.actOnVersion(repo, number, 'cancel');
    expect(await endOf(client, repo, queued.number)).toMatchObject({ status: 'canceled' });
    expect(await endOf(client, repo, running.number)).toMatchObject({ status: 'canceled' });
    expect((await problemOf(client.actOnVersion(repo, 1, 'cancel'))).problem).toMatchObject({ status: 409, currentStatus: 'ready' });
  }, 40_000);

  it('filters, sorts and pages its tables', async () => {
    const ready = await client.versions(repo, { filter: ['status:eq:ready'], sort: 'number', limit: 1 });
    expect(ready.items).toMatchObject([{ number: 1 }]);
    const next = await client.versions(repo, { filter: ['status:eq:ready'], sort: 'number', limit: 1, cursor: ready.nextCursor ?? '' });
    expect(next.items).toMatchObject([{ number: 2 }]);
    expect((await client.repositories({ search: `it, ${tag}` })).items).toMatchObject([{ name: repo, latestVersion: 4, contributors: ['anna'] }]);
    expect((await problemOf(client.versions(repo, { sort: 'secret' }))).code).toBe('unknown-view-field');
  });

  it('deploys, answers queries, switches, rolls back and undeploys', async () => {
    const serves = (number: number) => ({ status, serving }: Document): boolean =>
      status === 'active' && (serving as { number: number } | null)?.number === number;
    await client.deploy(repo, { name: live, version: 1 });
    await eventually(() => client.deployment(live), serves(1));
    // Another service tells of that one, once it has heard of it.
    await eventually(() => client.version(repo, 1), ({ status }) => status === 'deployed');
    expect(await client.predict(live, [gentoo])).toMatchObject({ version: 1, predictions: [{ species: { prediction: 'Gentoo' } }] });
    const { problem } = await problemOf(client.predict(live, [{ ...gentoo, beak_length_mm: 'long' }]));
    expect(problem).toMatchObject({ status: 422, errors: [{ row: 0, field: 'beak_length_mm' }] });
    await client.switchDeployment(live, 2);
    await eventually(() => client.deployment(live), serves(2));
    await client.rollBack(live);
    await eventually(() => client.deployment(live), serves(1));
    await client.undeploy(live);
    await eventually(() => client.deployment(live), ({ status }) => status === 'undeployed');
    await eventually(() => client.version(repo, 1), ({ status }) => status === 'ready');
    expect((await problemOf(client.predict(live, [gentoo]))).code).toBe('deployment-not-serving');
    expect((await problemOf(client.deploy(repo, { name: `never-${tag}`, version: 4 }))).code).toBe('version-not-ready');
  }, 60_000);

  it('knows the files of every service, and calls none of them unused', async () => {
    const report = (await client.collectArtifacts(true)) as { referenced: number; deleted: number; dryRun: boolean };
    expect(report).toMatchObject({ dryRun: true, deleted: 0 });
    // A table with its profile, and model, evaluation, visualisations and explanations of each version that is ready.
    expect(report.referenced).toBeGreaterThanOrEqual(6);
  }, 90_000);

  it('has views that a replay of the log gives again, and no dead letters', async () => {
    const { items } = (await client.projections()) as unknown as { items: { name: string }[] };
    expect(items.length).toBeGreaterThan(10);
    for (const { name } of items) expect(await client.operateProjection(name, 'verify')).toMatchObject({ name, equal: true });
    expect((await client.deadLetters()).items).toEqual([]);
  }, 60_000);
};
