import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { artifact, at, dataset, metrics, queuedData, raw, repositoryId } from './fixtures/version.fixture.js';
import { tell, type EmbeddedService } from '@daybook/service-testing';
import { temporaryDirectory } from '@daybook/testing';
import { startVersioning } from './fixtures/versioning-application.fixture.js';

const columns = [
  { name: 'age', type: 'number', distinct: 60, missing: 0 },
  { name: 'churn', type: 'binary', distinct: 2, missing: 0 },
] as const;
const artifacts = { model: artifact, evaluation: artifact, visualizations: artifact, explanations: artifact };
const keyOf = (number: number) => ({ versionId: `${repositoryId}-${number}`, repositoryId, number });

const directory = temporaryDirectory();
let service: EmbeddedService;

/** Everything happens in one repository, told of once; numbers go on from spec to spec. */
const versions = '/v1/repositories/Churn/versions';
const create = async (body: object, headers: Record<string, string> = {}) => service.ask('POST', versions, { body, headers });
const created = async (body: object = { from: 'latest' }): Promise<number> => Number((await create(body)).body['number']);
const run = async (number: number, type: 'phase-started' | 'completed' | 'requeued' | 'canceled' | 'failed', more: object): Promise<void> => {
  const data = { ...keyOf(number), attempt: 1, engineId: 'e1', at, ...more };
  await service.heard(await tell(service.store, `daybook.run.${type}.v1`, repositoryId, data as never, 'engine:e1'));
};
const complete = (number: number, accuracy = 0.9): Promise<void> => {
  const result = { churn: { ...metrics.churn, accuracy } };
  return run(number, 'completed', { driver: 'builtin', artifacts, metrics: result, bestEpoch: 3, epochs: 5 });
};
const statusOf = async (number: number | string): Promise<unknown> => {
  const head = await service.store.headPosition();
  return (await service.ask('GET', `${versions}/${number}?atLeast=${head}`)).body['status'];
};

beforeAll(async () => {
  service = await startVersioning(directory);
  const { datasetId, name, rows } = dataset;
  await tell(service.store, 'daybook.dataset.registered.v1', datasetId, { datasetId, name, artifact, rows, columns, at });
  // Nobody waits: the first request must find what was told before it.
  await tell(service.store, 'daybook.repository.created.v1', repositoryId, { repositoryId, name: 'churn', description: '', at });
  const first = await create({ configuration: raw, datasetId: 'customers', description: 'first' }, { 'daybook-actor': 'anna' });
  expect(first).toMatchObject({
    status: 202,
    headers: { location: `/v1/repositories/${repositoryId}/versions/1`, etag: '"0"' },
    body: { versionId: `${repositoryId}-1`, repositoryId, number: 1, status: 'queued', revision: 0 },
  });
});

afterAll(() => service.close());

describe('Creating versions', () => {
  it('shows the version at once, with the configuration as it was given and as it will be trained', async () => {
    const { status, body } = await service.ask('GET', `${versions}/1`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ number: 1, description: 'first', createdBy: 'anna', rawConfiguration: raw });
    expect(body['configuration']).toMatchObject({ model_type: 'ecd', trainer: { optimizer: { type: 'adam' } } });
  });

  it('takes configuration and dataset from its parent, and patches what was written there', async () => {
    const number = await created({ from: 1, configurationPatch: { trainer: { epochs: 7 } } });
    const { body } = await service.ask('GET', `${versions}/${number}`);
    expect(body).toMatchObject({ parent: 1, rawConfiguration: { ...raw, trainer: { epochs: 7 } }, dataset: { name: 'customers' } });
    const diff = await service.ask('GET', `/v1/repositories/churn/diff?from=1&to=${number}`);
    expect(diff.body['configuration']).toEqual([expect.objectContaining({ path: 'trainer.epochs', kind: 'changed', to: 7 })]);
    expect(await service.ask('GET', '/v1/repositories/churn/diff?from=1&to=latest')).toMatchObject({ status: 200, body: diff.body });
    expect(await service.ask('GET', '/v1/repositories/churn/diff?from=1&to=newest')).toMatchObject({ status: 400, body: { errors: [{ field: 'to' }] } });
  });

  it('begins from the version that is the latest when it is asked', async () => {
    const before = await created({ from: 1 });
    const child = await created({ from: 'latest' });
    expect((await service.ask('GET', `${versions}/${child}`)).body).toMatchObject({ parent: before });
  });

  it.each([
    ['a configuration', { configuration: { ...raw, constructor: 1 }, datasetId: dataset.datasetId }],
    ['a patch', { from: 1, configurationPatch: { constructor: 1 } }],
  ])('refuses in %s also a key that every object inherits', async (_, body) => {
    expect(await create(body)).toMatchObject({ status: 422, body: { problems: [{ path: '/constructor' }] } });
  });

  it('names everything that is wrong with a configuration', async () => {
    const output_features = [{ name: 'no such column', type: 'binary' }];
    const refused = await create({ configuration: { ...raw, output_features }, datasetId: dataset.datasetId });
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid-configuration' } });
    expect(JSON.stringify(refused.body['problems'])).toContain('no such column');
  });

  it.each([
    ['a field that nobody knows', { from: 1, configuratoin: {} }, 400, 'invalid-request'],
    ['a reference that is none', { from: 'newest' }, 400, 'invalid-request'],
    ['a version that is not there', { from: 4000 }, 404, 'version-not-found'],
    ['a dataset that is not there', { configuration: raw, datasetId: 'nowhere' }, 404, 'dataset-not-found'],
    ['nothing to begin with', {}, 422, 'nothing-to-start-from'],
    ['null where something else is expected', { from: 1, description: null }, 400, 'invalid-request'],
    ['null for a configuration', { configuration: null, datasetId: 'customers' }, 400, 'invalid-request'],
    ['two ways at once', { from: 1, configuration: raw, configurationPatch: {} }, 422, 'conflicting-configuration'],
  ])('refuses %s', async (_what, body, status, code) => {
    expect(await create(body)).toMatchObject({ status, body: { code } });
  });

  it.each([
    ['PATCH', '4000', { description: 'of what?' }],
    ['POST', '4000/cancel', undefined],
    ['POST', '4000/star', undefined],
  ] as const)('answers 404 to %s %s, which is none of its versions, and begins none', async (method, path, body) => {
    const answer = await service.ask(method, `${versions}/${path}`, body === undefined ? {} : { body });
    expect(answer).toMatchObject({ status: 404, body: { code: 'version-not-found', detail: expect.stringContaining('4000') } });
  });

  it.each([
    ['nothing', {}, 'give `from`, or a configuration'],
    ['a dataset only', { datasetId: 'customers' }, 'give `from`, or a configuration'],
    ['a configuration only', { configuration: raw }, 'give `from`, or a datasetId'],
  ])('says what may be given where there are versions, to %s', async (_what, body, detail) => {
    expect(await create(body)).toMatchObject({ status: 422, body: { code: 'nothing-to-start-from', detail } });
  });

  it.each([
    [{}, 'configuration is needed: there is no earlier version to take it from'],
    [{ configuration: raw }, 'datasetId is needed: there is no earlier version to take it from'],
  ])('says what the first version needs: %j', async (body, detail) => {
    const empty = { repositoryId: 'ab1f6a52-58c1-4a39-9a0d-2f5e6c1c7a10', name: 'empty' };
    await tell(service.store, 'daybook.repository.created.v1', empty.repositoryId, { ...empty, description: '', at });
    const refused = await service.ask('POST', `/v1/repositories/${empty.repositoryId}/versions`, { body });
    expect(refused).toMatchObject({ status: 422, body: { code: 'nothing-to-start-from', detail } });
  });

  it('answers 404 for a repository that nobody has told of', async () => {
    const answer = await service.ask('POST', '/v1/repositories/nowhere/versions', { body: { from: 1 } });
    expect(answer).toMatchObject({ status: 404, body: { code: 'repository-not-found' } });
  });
});

describe('Numbers of versions', () => {
  it('are dense and unique, however many are created at the same time', async () => {
    const before = await created();
    const answers = await Promise.all(Array.from({ length: 64 }, () => create({ from: 1 })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const numbers = answers.map(({ body }) => Number(body['number'])).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 64 }, (_, index) => before + 1 + index));
  });

  it('are given once to a command, also when it is sent many times at the same time and again later', async () => {
    const headers = { 'idempotency-key': 'once' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ from: 1 }, headers)));
    const others = await Promise.all(Array.from({ length: 8 }, () => create({ from: 1 })));
    answers.push(await create({ from: 1 }, headers));
    expect(new Set(answers.map(({ body }) => body['number'])).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body['position'])).size).toBe(1);
    expect(others.map(({ body }) => body['number'])).not.toContain(answers[0]?.body['number']);
  });

  it('are refused to a command that comes back with other content', async () => {
    const headers = { 'idempotency-key': 'changed' };
    expect(await create({ from: 1 }, headers)).toMatchObject({ status: 202 });
    const again = await create({ from: 1, description: 'other' }, headers);
    expect(again).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });
});

describe('A command on the latest version, or the default one', () => {
  const described = { description: 'which?' };

  it.each([
    ...['cancel', 'star', 'unstar', 'archive', 'unarchive'].map((action) => ['POST', `latest/${action}`, {}] as const),
    ['POST', 'default/cancel', {}] as const,
    ['PATCH', 'latest', { body: described }] as const,
    ['PATCH', 'default', { body: described }] as const,
  ])('is refused under a key, since it may be another one the next time: %s %s', async (method, path, content) => {
    const number = await created();
    const refused = await service.ask(method, `${versions}/${path}`, { ...content, headers: { 'idempotency-key': 'lc' } });
    const [reference] = path.split('/');
    expect(refused).toMatchObject({ status: 422, body: { code: 'relative-version-with-key', reference, detail: expect.stringContaining("the version's number") } });
    expect(await statusOf(number)).toBe('queued');
  });

  it('goes on without a key', async () => {
    const number = await created();
    expect(await service.ask('PATCH', `${versions}/latest`, { body: described })).toMatchObject({ status: 200, body: { number } });
    expect(await service.ask('POST', `${versions}/latest/cancel`)).toMatchObject({ status: 202, body: { number, status: 'canceling' } });
  });

  it('is done once under a key by its number, whatever came after', async () => {
    const number = await created();
    const cancel = () => service.ask('POST', `${versions}/${number}/cancel`, { headers: { 'idempotency-key': 'lc' } });
    const { body } = await cancel();
    const later = await created();
    expect(await cancel()).toMatchObject({ status: 202, body: { number, position: body['position'] } });
    expect(await statusOf(later)).toBe('queued');
  });
});

describe('The life of a version', () => {
  it('follows its run, over a lost engine, to ready', async () => {
    const number = await created();
    await run(number, 'phase-started', { phase: 'preprocessing' });
    await run(number, 'phase-started', { phase: 'training' });
    expect(await statusOf(number)).toBe('training');
    await run(number, 'requeued', { reason: 'engine-lost' });
    expect(await statusOf(number)).toBe('queued');
    await run(number, 'phase-started', { phase: 'evaluating', attempt: 1 });
    expect(await statusOf(number)).toBe('queued');
    await run(number, 'phase-started', { phase: 'training', attempt: 2 });
    await run(number, 'completed', { attempt: 2, driver: 'builtin', artifacts, metrics, bestEpoch: 3, epochs: 5 });
    expect(await statusOf(number)).toBe('ready');
    const { body } = await service.ask('GET', `${versions}/${number}/history`);
    const entries = body['entries'] as readonly { status: string; actor: string }[];
    const passed = ['queued', 'preprocessing', 'training', 'queued', 'training', 'ready'];
    expect(entries.map(({ status }) => status)).toEqual(passed);
    expect(entries.at(-1)?.actor).toBe('engine:e1');
  });

  it('can be canceled until there is a result', async () => {
    const number = await created();
    const cancel = () => service.ask('POST', `${versions}/${number}/cancel`, { headers: { 'daybook-reason': 'wrong%20data' } });
    expect(await cancel()).toMatchObject({ status: 202, body: { status: 'canceling' } });
    await run(number, 'canceled', { attempt: 0 });
    expect(await statusOf(number)).toBe('canceled');
    const finished = await created();
    await complete(finished);
    expect(await service.ask('POST', `${versions}/${finished}/cancel`)).toMatchObject({ status: 409, body: { code: 'illegal-transition' } });
  });

  it('is served when a deployment asks for it, and refused before it is ready', async () => {
    const number = await created();
    const asks = { ...keyOf(number), deploymentId: 'live', generation: 1, engineId: 'e2', url: '/live', at };
    const told = async (step: 'requested' | 'activated' | 'undeploying' | 'undeployed'): Promise<unknown> => {
      await service.heard(await tell(service.store, `daybook.deployment.${step}.v1`, repositoryId, asks));
      return statusOf(number);
    };
    expect(await told('requested')).toBe('queued');
    await complete(number);
    expect(await told('requested')).toBe('deploying');
    expect(await told('activated')).toBe('deployed');
    expect(await told('undeploying')).toBe('undeploying');
    expect(await told('undeployed')).toBe('ready');
    const { body } = await service.ask('GET', `${versions}/${number}/history`);
    expect((body['entries'] as readonly { type: string }[]).map(({ type }) => type)).toContain('VersionDeploymentRefused');
  });
});

describe('The events of a version, until its end', () => {
  const eventsOf = async (number: number, query = ''): Promise<readonly string[]> => {
    const text = await service.text(`${versions}/${number}/events?until=end${query}`);
    return [...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => String(type));
  };

  it('are told up to the end, and no further', async () => {
    const number = await created();
    await run(number, 'phase-started', { phase: 'training' });
    await complete(number);
    await service.ask('PATCH', `${versions}/${number}`, { body: { description: 'said after the end' } });
    expect(await eventsOf(number)).toEqual(['daybook.version.queued.v1', 'daybook.version.phase-started.v1', 'daybook.version.ready.v1']);
  });

  it('are none, at once, for who has seen the end or asks from beyond the log', async () => {
    const number = await created();
    await complete(number);
    const head = await service.store.headPosition();
    expect(await eventsOf(number, `&after=${head}`)).toEqual([]);
    expect(await eventsOf(number, `&after=${head + 1_000_000}`)).toEqual([]);
  });
});

describe('The versions table', () => {
  it('hides archived versions unless asked for', async () => {
    const number = await created();
    await complete(number);
    const archived = await service.ask('POST', `${versions}/${number}/archive`);
    expect(archived.status).toBe(200);
    const page = (query: string) => service.ask('GET', `${versions}?atLeast=${archived.body['position']}&limit=1${query}`);
    const [shown, hidden] = await Promise.all([page('&includeArchived=true'), page('')]);
    expect(shown.body['items']).toEqual([expect.objectContaining({ number, archived: true })]);
    expect(hidden.body['items']).toEqual([expect.objectContaining({ archived: false })]);
  });

  it('is paged and filtered', async () => {
    const starred = await service.ask('POST', `${versions}/2/star`);
    const { body } = await service.ask('GET', `${versions}?filter=starred:eq:true&atLeast=${starred.body['position']}`);
    expect(body['items']).toEqual([expect.objectContaining({ number: 2, starred: true })]);
    expect(body['defaultMetric']).toEqual({ feature: 'churn', name: 'accuracy', direction: 'maximize' });
    const internal = await service.ask('GET', `${versions}?filter=commandId:eq:x`);
    expect(internal).toMatchObject({ status: 400, body: { code: 'unknown-view-field' } });
    const first = await service.ask('GET', `${versions}?limit=2&sort=number`);
    const second = await service.ask('GET', `${versions}?limit=2&sort=number&cursor=${String(first.body['nextCursor'])}`);
    const numbers = [first, second].flatMap(({ body: { items } }) => (items as readonly { number: number }[]).map(({ number }) => number));
    expect(numbers).toEqual([1, 2, 3, 4]);
  });
});

describe('A description', () => {
  it('changes only when nobody else changed the version meanwhile', async () => {
    const number = await created();
    const describeIt = (description: string, revision: number) =>
      service.ask('PATCH', `${versions}/${number}`, { body: { description }, headers: { 'if-match': `"${revision}"` } });
    expect(await describeIt('one', 0)).toMatchObject({ status: 200, body: { revision: 1 } });
    expect(await describeIt('two', 0)).toMatchObject({ status: 412, body: { code: 'precondition-failed' } });
  });
});

describe('A deleted repository', () => {
  it('leaves no version: neither those that were there, trained or served, nor one that is queued behind its back', async () => {
    const gone = { repositoryId: 'c0ffee52-58c1-4a39-9a0d-2f5e6c1c7a10', name: 'gone' };
    const keyIn = (number: number) => ({ versionId: `${gone.repositoryId}-${number}`, repositoryId: gone.repositoryId, number });
    const says = async (type: 'daybook.run.canceled.v1' | 'daybook.run.completed.v1' | 'daybook.deployment.requested.v1', number: number, more: object) =>
      service.heard(await tell(service.store, type, gone.repositoryId, { ...keyIn(number), attempt: 1, engineId: 'e1', at, ...more } as never));
    await tell(service.store, 'daybook.repository.created.v1', gone.repositoryId, { ...gone, description: '', at });
    for (const _ of ['ready', 'served', 'running']) {
      await service.ask('POST', '/v1/repositories/gone/versions', { body: { configuration: raw, datasetId: 'customers' } });
    }
    for (const number of [1, 2]) await says('daybook.run.completed.v1', number, { driver: 'builtin', artifacts, metrics, bestEpoch: 1, epochs: 1 });
    await says('daybook.deployment.requested.v1', 2, { deploymentId: 'gone-live', generation: 1, url: '' });
    const deleted = await tell(service.store, 'daybook.repository.deleted.v1', gone.repositoryId, { ...gone, at });
    await service.heard(deleted);
    const lastOf = async (number: number): Promise<readonly string[]> => {
      const types: string[] = [];
      for await (const { type } of service.store.readStream(`version-${gone.repositoryId}-${number}`)) types.push(type);
      return types.slice(-2);
    };
    expect([await lastOf(1), await lastOf(2), await lastOf(3)]).toEqual([
      ['VersionErasureRequested', 'VersionErased'],
      ['VersionDeploying', 'VersionErasureRequested'],
      ['VersionErasureRequested', 'VersionCanceling'],
    ]);
    await service.heard(await tell(service.store, 'daybook.deployment.undeployed.v1', gone.repositoryId, { ...keyIn(2), deploymentId: 'gone-live', generation: 1, at } as never));
    await says('daybook.run.canceled.v1', 3, { attempt: 0 });
    const late = { ...queuedData, ...keyIn(4) };
    const event = { type: 'VersionQueued', schemaVersion: 3, data: late, id: randomUUID(), metadata: { actor: 'ben', correlationId: 'c' } };
    const { position } = await service.store.append(`version-${gone.repositoryId}-4`, [event], 'no-stream');
    await service.heard(position);
    expect(await lastOf(4)).toEqual(['VersionErasureRequested', 'VersionCanceling']);
    await says('daybook.run.canceled.v1', 4, { attempt: 0 });
    expect([await lastOf(2), await lastOf(3), await lastOf(4)].map((types) => types.at(-1))).toEqual(Array(3).fill('VersionErased'));
    const found = await service.ask('GET', `/v1/repositories/${gone.repositoryId}/versions`);
    expect(found).toMatchObject({ status: 404, body: { code: 'repository-not-found' } });
  });
});

describe('Relations between versions', () => {
  it('are kept by retraining: the same configuration and parent', async () => {
    const child = await created({ from: 1, configurationPatch: { trainer: { epochs: 9 } } });
    const again = await service.ask('POST', `${versions}/${child}/retrain`);
    expect(again.status).toBe(202);
    const { body } = await service.ask('GET', `${versions}/${String(again.body['number'])}`);
    expect(body).toMatchObject({ parent: 1, retrainedFrom: child, rawConfiguration: { trainer: { epochs: 9 } } });
    expect((await service.ask('GET', `${versions}/${child}`)).body).toMatchObject({ retrainedFrom: null, description: body['description'] });
    const position = Number(again.body['position']);
    const lineage = await service.ask('GET', `/v1/repositories/churn/lineage?atLeast=${position}`);
    expect(lineage.body['edges']).toContainEqual({ from: 1, to: child, kind: 'parent' });
    expect((lineage.body['nodes'] as { number: number }[]).map(({ number }) => number)).toContain(again.body['number']);
    expect(lineage.body['position']).toBeGreaterThanOrEqual(position);
  });

  it('show which of two results is better', async () => {
    const [worse, better] = [await created(), await created()];
    await complete(worse, 0.5);
    await complete(better, 0.75);
    await statusOf(better);
    const { body } = await service.ask('GET', `/v1/repositories/churn/diff?from=${worse}&to=${better}`);
    expect(body['metrics']).toContainEqual(expect.objectContaining({ metric: 'accuracy', change: 0.25, verdict: 'better' }));
    const compared = await service.ask('GET', `/v1/repositories/churn/compare?versions=${worse},${better}`);
    expect(compared.body['items']).toEqual([expect.objectContaining({ number: worse }), expect.objectContaining({ number: better })]);
    const accuracy = { metric: 'accuracy', direction: 'maximize', values: [0.5, 0.75], best: [1] };
    expect(compared.body['metrics']).toContainEqual(expect.objectContaining(accuracy));
    expect(compared.body['configurations']).toEqual([{ number: better, changes: expect.anything() }]);
    const relative = await service.ask('GET', `/v1/repositories/churn/compare?versions=${worse},latest,default`);
    expect(relative.body['items']).toEqual([worse, better, better].map((number) => expect.objectContaining({ number })));
    expect((relative.body['configurations'] as { number: number }[]).map(({ number }) => number)).toEqual([better, better]);
    const none = await service.ask('GET', `/v1/repositories/churn/compare?versions=${worse},newest`);
    expect(none).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ field: 'versions' }] } });
  });

  it('know the default: what the repository says, else the highest ready version', async () => {
    expect((await service.ask('GET', `${versions}/default`)).body).toMatchObject({ status: 'ready' });
    const said = await tell(service.store, 'daybook.repository.default-version-set.v1', repositoryId, { repositoryId, number: 2, at });
    await service.heard(said);
    await statusOf('latest');
    expect((await service.ask('GET', `${versions}/default`)).body).toMatchObject({ number: 2 });
  });
});
