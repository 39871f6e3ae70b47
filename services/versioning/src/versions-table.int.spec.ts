import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { artifact, at, dataset, repositoryId } from './fixtures/version.fixture.js';
import { tell, type EmbeddedService } from '@daybook/service-testing';
import { temporaryDirectory } from '@daybook/testing';
import { startVersioning } from './fixtures/versioning-application.fixture.js';

type Row = Readonly<{ number: number; isDefault: boolean; metric: Readonly<{ feature: string; name: string; value: number | null }> }>;
type Page = Readonly<{ items: readonly Row[]; nextCursor: string | null; defaultMetric: unknown }>;
type Metrics = Readonly<Record<string, Readonly<Record<string, number>>>>;

const columns = [
  { name: 'age', type: 'number', distinct: 60, missing: 0 },
  { name: 'churn', type: 'binary', distinct: 2, missing: 0 },
  { name: 'plan', type: 'category', distinct: 3, missing: 0 },
] as const;
const repository = '/v1/repositories/churn';
const versions = `${repository}/versions`;
const artifacts = { model: artifact, evaluation: artifact, visualizations: artifact, explanations: artifact };
const configurationFor = (...targets: readonly ('churn' | 'plan')[]) => ({
  input_features: [{ name: 'age', type: 'number' }],
  output_features: targets.map((name) => ({ name, type: name === 'churn' ? 'binary' : 'category' })),
});

const directory = temporaryDirectory();
let service: EmbeddedService;
const created = async (datasetId: string, ...targets: readonly ('churn' | 'plan')[]): Promise<number> => {
  const { body } = await service.ask('POST', versions, { body: { configuration: configurationFor(...targets), datasetId } });
  return Number(body['number']);
};
const complete = async (number: number, metrics: Metrics): Promise<void> => {
  const result = { attempt: 1, engineId: 'e1', driver: 'builtin', artifacts, metrics, bestEpoch: 3, epochs: 5, at };
  const data = { versionId: `${repositoryId}-${number}`, repositoryId, number, ...result };
  await service.heard(await tell(service.store, 'daybook.run.completed.v1', repositoryId, data));
};
const page = async (query: string): Promise<Page> => {
  const { status, body } = await service.ask('GET', `${versions}?atLeast=${await service.store.headPosition()}&${query}`);
  expect({ status, code: body['code'] }).toEqual({ status: 200, code: undefined });
  return body as unknown as Page;
};
const numbers = async (query: string): Promise<readonly number[]> => (await page(query)).items.map(({ number }) => number);

/** #1 churn: accuracy .9, ROC AUC .7; #2 churn: .6, .8; #3 churn, without a result; #4 plan and churn: ROC AUC .75; #5 plan, the latest. */
beforeAll(async () => {
  service = await startVersioning(directory);
  const { rows } = dataset;
  for (const name of ['customers', 'orders']) {
    const datasetId = name === 'customers' ? dataset.datasetId : 'd0c5e7b2-9a3f-4f0e-8a51-0c2d7a4b9e12';
    await tell(service.store, 'daybook.dataset.registered.v1', datasetId, { datasetId, name, artifact, rows, columns, at });
  }
  await tell(service.store, 'daybook.repository.created.v1', repositoryId, { repositoryId, name: 'churn', description: '', at });
  await complete(await created('customers', 'churn'), { churn: { accuracy: 0.9, roc_auc: 0.7 } });
  await complete(await created('customers', 'churn'), { churn: { accuracy: 0.6, roc_auc: 0.8 } });
  await created('orders', 'churn');
  await complete(await created('customers', 'plan', 'churn'), { plan: { accuracy: 0.5, roc_auc: 0.75 }, churn: { roc_auc: 1 } });
  await created('customers', 'plan');
});
afterAll(() => service.close());

describe('The metric in the versions table', () => {
  it('is that of the latest version, of the first target of each', async () => {
    const { items, defaultMetric } = await page('sort=number');
    expect(defaultMetric).toEqual({ feature: 'plan', name: 'roc_auc', direction: 'maximize' });
    expect(items.map(({ metric }) => [metric.feature, metric.value])).toEqual([
      ['churn', 0.7],
      ['churn', 0.8],
      ['churn', null],
      ['plan', 0.75],
      ['plan', null],
    ]);
  });

  it('is what the table is sorted by: what has none is last descending and first ascending, page for page', async () => {
    const order: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, nextCursor }: Page = await page(`sort=-metric.value&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      order.push(...items.map(({ number }) => number));
      cursor = nextCursor;
    }
    expect(order.slice(0, 3)).toEqual([2, 4, 1]);
    expect(order.slice(3).sort()).toEqual([3, 5]);
    expect((await numbers('sort=metric.value')).slice(2)).toEqual([1, 4, 2]);
  });

  it('is what the table is filtered by', async () => {
    expect(await numbers('filter=metric.value:gt:0.72&sort=-metric.value')).toEqual([2, 4]);
    expect(await numbers('filter=metric.value:eq:null&sort=number')).toEqual([3, 5]);
  });

  it('ends the pages of a table that began with another one', async () => {
    const { nextCursor } = await page('sort=-metric.value&limit=2');
    await created('customers', 'churn');
    expect((await page('sort=-metric.value&limit=1')).items[0]).toMatchObject({ number: 1, metric: { name: 'accuracy', value: 0.9 } });
    const further = await service.ask('GET', `${versions}?sort=-metric.value&limit=2&cursor=${String(nextCursor)}`);
    expect(further).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  });
});

describe('The rows of the versions table', () => {
  it('are found by dataset and by target', async () => {
    expect(await numbers('filter=dataset.name:eq:orders')).toEqual([3]);
    expect(await numbers(`filter=dataset.datasetId:eq:${dataset.datasetId}&filter=number:lt:3&sort=number`)).toEqual([1, 2]);
    expect(await numbers('filter=targets:eq:plan&sort=number')).toEqual([4, 5]);
    expect(await numbers('filter=targets:contains:chur&filter=targets:contains:la')).toEqual([4]);
    expect(await numbers('filter=targets:eq:pla')).toEqual([]);
  });

  it('are found by what can be compared only', async () => {
    const ask = (filter: string) => service.ask('GET', `${versions}?filter=${filter}`);
    expect(await ask('status:eq:nope')).toMatchObject({ status: 400, body: { code: 'invalid-request', detail: expect.stringContaining('deploying') } });
    expect(await ask('createdAt:gt:foo')).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(await ask('targetsText:eq:x')).toMatchObject({ status: 400, body: { code: 'unknown-view-field' } });
    expect(await ask('tableMetrics.r2:gt:0')).toMatchObject({ status: 400, body: { code: 'unknown-view-field' } });
  });

  it('mark what default stands for: the latest that can be used, then the one that was set', async () => {
    const marked = async (): Promise<readonly number[]> => (await page('includeArchived=true')).items.filter(({ isDefault }) => isDefault).map(({ number }) => number);
    expect(await marked()).toEqual([4]);
    await service.ask('POST', `${versions}/4/archive`);
    expect(await marked()).toEqual([2]);
    const said = await tell(service.store, 'daybook.repository.default-version-set.v1', repositoryId, { repositoryId, number: 1, at });
    await service.heard(said);
    expect(await marked()).toEqual([1]);
    expect((await service.ask('GET', `${versions}/1`)).body).toMatchObject({ isDefault: true });
  });
});

describe('Lineage', () => {
  it('shows a repetition as one, beside the parent that it shares', async () => {
    const child = Number((await service.ask('POST', versions, { body: { from: 1 } })).body['number']);
    const { body } = await service.ask('POST', `${versions}/${child}/retrain`);
    const again = Number(body['number']);
    const lineage = await service.ask('GET', `${repository}/lineage?atLeast=${String(body['position'])}`);
    const edges = lineage.body['edges'] as readonly { to: number }[];
    expect(edges.filter(({ to }) => to >= child)).toEqual([
      { from: 1, to: child, kind: 'parent' },
      { from: 1, to: again, kind: 'parent' },
      { from: child, to: again, kind: 'retrain' },
    ]);
    expect(lineage.body['nodes']).toContainEqual(expect.objectContaining({ number: again, retrainedFrom: child }));
  });
});

describe('Versions that are alike in what the table is sorted by', () => {
  it.each(['status', 'createdBy', 'dataset.name', 'metric.value'])('are in the order of their numbers, page for page: %s', async (field) => {
    while ((await numbers('sort=-number&limit=1'))[0]! < 12) await created('customers', 'churn');
    const rows: Row[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, nextCursor }: Page = await page(`filter=status:eq:queued&filter=dataset.name:eq:customers&sort=${field}&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      rows.push(...items);
      cursor = nextCursor;
    }
    const order = rows.map(({ number }) => number);
    expect(order.slice(-3)).toEqual([10, 11, 12]);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const descending = await numbers(`filter=status:eq:queued&filter=dataset.name:eq:customers&sort=-${field}`);
    expect(descending).toEqual([...order].reverse());
  });
});
