import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DaybookClient, Document } from '@daybook/client';
import { StandaloneProcess } from './harness/standalone.process.js';
import { endOf, eventually } from './harness/wait.js';
import { root } from './harness/workspace.js';

const configuration = JSON.parse(readFileSync(join(root, 'examples/configurations/penguins-species.json'), 'utf8')) as Document;
const endless = JSON.parse(readFileSync(join(root, 'examples/patches/endless.json'), 'utf8')) as Document;
const row = { island: 'Biscoe', beak_length_mm: 46.1, beak_depth_mm: 13.2, flipper_length_mm: 211, body_mass_g: 4500, sex: 'FEMALE' };
const twoHoursMs = 7_200_000;

describe('A repository that is deleted while it trains and serves', () => {
  const daybook = new StandaloneProcess({ DAYBOOK_ARTIFACT_GRACE_HOURS: '1' });
  let client: DaybookClient;
  let operationId = '';
  beforeAll(async () => {
    await daybook.start();
    client = daybook.client('anna', 'data protection');
  }, 30_000);
  afterAll(() => daybook.stop());

  /** As if everything had been stored two hours ago. */
  const age = (): void => {
    const past = new Date(Date.now() - twoHoursMs);
    const artifacts = join(daybook.directory, 'artifacts');
    for (const entry of readdirSync(artifacts, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), past, past);
    }
  };
  const operation = (): Promise<Document> => client.operation(operationId);

  it('comes to its end over a power cut', async () => {
    await client.registerDataset('penguins', () => readFileSync(join(root, 'examples/data/penguins.csv')));
    await client.createRepository({ name: 'penguins', description: 'of a person' });
    const { number } = await client.createVersion('penguins', { configuration, datasetId: 'penguins' });
    await endOf(client, 'penguins', number);
    await client.deploy('penguins', { version: number, name: 'which' });
    await eventually(() => client.deployment('which'), ({ status }) => status === 'active');
    await client.createVersion('penguins', { from: number, configurationPatch: endless });
    await eventually(() => client.version('penguins', 2), ({ status }) => status === 'training');
    ({ operationId } = await client.deleteRepository('penguins'));
    await daybook.kill9();
    await daybook.start();
    client = daybook.client('anna');
    const done = await eventually(operation, ({ status }) => status === 'done', 60_000);
    expect(done).toMatchObject({ kind: 'repository-deletion', actor: 'anna', reason: 'data protection' });
    expect(done['steps']).toContainEqual({ name: 'erase-versions', status: 'done', done: 2, total: 2 });
  }, 120_000);

  it('serves nothing any more, and its name is free', async () => {
    await expect(client.predict('which', [row])).rejects.toMatchObject({ problem: { code: 'deployment-not-serving' } });
    await expect(client.versions('penguins')).rejects.toMatchObject({ problem: { code: 'repository-not-found' } });
    await client.createRepository({ name: 'penguins' });
  });

  it('leaves its files to the collection, which spares datasets and what is in use', async () => {
    // The same seed would give the same model, and that would be in use again.
    const other = { ...configuration, random_seed: 7 };
    const { number } = await client.createVersion('penguins', { configuration: other, datasetId: 'penguins' });
    await endOf(client, 'penguins', number);
    expect(await client.collectArtifacts(false)).toMatchObject({ deleted: 0 });
    age();
    const dry = await client.collectArtifacts(true);
    expect(await client.collectArtifacts(false)).toEqual({ ...dry, dryRun: false });
    expect(Number(dry['deleted'])).toBeGreaterThanOrEqual(4);
    expect(await client.collectArtifacts(false)).toMatchObject({ deleted: 0 });
    expect(await client.dataset('penguins', 'rows')).toMatchObject({ totalRows: 344 });
    expect(await client.versionPart('penguins', number, 'evaluation')).toBeDefined();
    await client.deploy('penguins', { version: number, name: 'again' });
    await eventually(() => client.deployment('again'), ({ status }) => status === 'active');
    expect(await client.predict('again', [row])).toBeDefined();
    for (const name of ['version-row-v4', 'run-card-v2', 'learning-curves-v2', 'run-log-v2', 'repository-card-v2']) {
      expect(await client.operateProjection(name, 'verify')).toMatchObject({ equal: true });
    }
  }, 120_000);
});
