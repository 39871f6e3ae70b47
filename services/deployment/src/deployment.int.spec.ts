import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, temporaryDirectory } from '@daybook/testing';
import { at, repositoryId } from './fixtures/deployment.fixture.js';
import { tell, type EmbeddedService } from '@daybook/service-testing';
import { startDeployment } from './fixtures/deployment-application.fixture.js';
import { brokenSize, scriptedEngine, silentSize } from './fixtures/scripted-engine.fixture.js';

const directory = temporaryDirectory();
const [first, second] = [scriptedEngine(directory, 'e1'), scriptedEngine(directory, 'e2')];
const keyOf = (number: number) => ({ versionId: `${repositoryId}-${number}`, repositoryId, number });
const modelOf = (number: number) => ({ sha256: number.toString(16).padStart(64, '0'), sizeBytes: number });

let service: EmbeddedService;
let predictions: Server;

const deployments = '/v1/repositories/Churn/deployments';
const deploy = (name: string, version: number | string, more: object = {}) =>
  service.ask('POST', deployments, { body: { name, version, ...more }, headers: { 'daybook-actor': 'anna' } });
const card = async (name: string) => (await service.ask('GET', `/v1/deployments/${name}`)).body;
const until = (name: string, fields: object) => eventually(async () => expect(await card(name)).toMatchObject(fields));
/** Versioning agrees. */
const clear = async (deploymentId: string, number: number, generation: number): Promise<void> => {
  const data = { ...keyOf(number), deploymentId, generation, model: modelOf(number), at };
  await service.heard(await tell(service.store, 'daybook.version.deploying.v1', repositoryId, data));
};
const active = async (name: string, number: number, generation: number, more: object = {}): Promise<void> => {
  expect(await deploy(name, number, more)).toMatchObject({ status: 202 });
  await clear(name, number, generation);
  await until(name, { status: 'active', serving: { number, generation } });
};

beforeAll(async () => {
  predictions = createServer((request, response) => {
    const found = request.url?.startsWith('/deployments/live/') === true;
    response.writeHead(found ? 200 : 404).end(JSON.stringify({ predictions: [{ churn: { prediction: true } }], warnings: [] }));
  });
  await new Promise<void>((resolve) => predictions.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(predictions.address() as AddressInfo).port}`;
  service = await startDeployment(directory, [first.spec, second.spec]);
  const registered = { instanceId: 'i1', kind: 'serving', driver: 'builtin', slots: 1, url, at } as const;
  for (const engineId of ['e1', 'e2']) await tell(service.store, 'daybook.engine.registered.v1', engineId, { engineId, ...registered });
  for (const number of [1, 2, 3, brokenSize, silentSize]) {
    await tell(service.store, 'daybook.version.ready.v1', repositoryId, { ...keyOf(number), model: modelOf(number), metrics: {}, at });
  }
  // Nobody waits: the first request must find what was told before it.
  await tell(service.store, 'daybook.repository.created.v1', repositoryId, { repositoryId, name: 'churn', description: '', at });
});
afterAll(async () => {
  await service.close();
  await new Promise<void>((resolve) => predictions.close(() => resolve()));
});

describe('A deployment', () => {
  it('waits for versioning, is given to an engine, and answers', async () => {
    expect(await deploy('live', 1)).toMatchObject({
      status: 202,
      headers: { location: '/v1/deployments/live', etag: '"0"' },
      body: { id: 'live', status: 'deploying', queryUrl: '/v1/deployments/live/predict', revision: 0 },
    });
    await until('live', { status: 'deploying', target: { number: 1, engineId: null }, createdBy: 'anna' });
    expect(await service.ask('POST', '/v1/deployments/live/predict', { body: { rows: [{}] } })).toMatchObject({
      status: 409,
      body: { code: 'deployment-not-serving' },
    });
    await clear('live', 1, 1);
    await until('live', { status: 'active', serving: { number: 1, generation: 1, engineId: 'e1' } });
    expect(await service.ask('POST', '/v1/deployments/live/predict', { body: { rows: [{}] } })).toMatchObject({
      status: 200,
      body: { deploymentId: 'live', repositoryId, version: 1, predictions: [{ churn: { prediction: true } }], warnings: [] },
    });
  });

  it('is asked with one row or with many, and with nothing else', async () => {
    const predict = (body: object) => service.ask('POST', '/v1/deployments/live/predict', { body });
    const batch = await predict({ rows: [{ age: 4 }] });
    expect(batch.status).toBe(200);
    expect(await predict({ row: { age: 4 } })).toMatchObject({ status: 200, body: batch.body });
    for (const [body, field] of [[{}, 'rows'], [{ row: {}, rows: [{}] }, 'row'], [{ row: [1] }, 'row'], [{ rows: {} }, 'rows'], [{ rows: [1] }, 'rows'], [{ age: 4 }, 'age']] as const) {
      const { status, body: problem } = await predict(body);
      expect({ status, errors: problem['errors'] }).toMatchObject({ status: 400, errors: expect.arrayContaining([expect.objectContaining({ field })]) });
    }
  });

  it('says which rows are none, counted from 0', async () => {
    const { status, body } = await service.ask('POST', '/v1/deployments/live/predict', { body: { rows: [{ age: 4 }, 'x', null, [1]] } });
    const none = (row: number) => ({ field: 'rows', row, expected: 'an object', message: `row ${row} must be an object` });
    expect({ status, ...body }).toMatchObject({ status: 400, code: 'invalid-request', errors: [none(1), none(2), none(3)] });
  });

  it('is not asked for what JSON reads as infinite: the engine would see a missing value', async () => {
    const body = '{"rows": [{"age": 4}, {"constructor": -1e999, "city": "Bonn"}]}';
    const errors = [{ row: 1, field: 'constructor', expected: 'a finite number', found: 'number -Infinity' }];
    expect(await service.ask('POST', '/v1/deployments/live/predict', { body })).toMatchObject({ status: 422, body: { code: 'invalid-rows', errors } });
  });

  it('is switched and rolled back on the engine with the fewest, and the former engine is told to unload', async () => {
    const switched = await service.ask('PATCH', '/v1/deployments/live', { body: { version: 2 } });
    expect(switched).toMatchObject({ status: 202, body: { status: 'deploying' } });
    await clear('live', 2, 2);
    await until('live', { status: 'active', serving: { number: 2, engineId: 'e2' }, previous: { number: 1 } });
    await eventually(() => expect(first.told()).toContainEqual({ type: 'unload', engineId: 'e1', deploymentId: 'live', generation: 1 }));
    expect(await service.ask('POST', '/v1/deployments/live/rollback')).toMatchObject({ status: 202 });
    await clear('live', 1, 3);
    await until('live', { status: 'active', serving: { number: 1, generation: 3 }, previous: { number: 2 } });
  });

  it('keeps what it serves when the next model cannot be loaded', async () => {
    await active('robust', 1, 1);
    await service.ask('PATCH', '/v1/deployments/robust', { body: { version: brokenSize } });
    await clear('robust', brokenSize, 2);
    await until('robust', { status: 'active', serving: { number: 1 }, failure: { errorCode: 'model-load-failed', number: brokenSize } });
  });

  it('fails when versioning refuses', async () => {
    await deploy('refused', 3);
    const data = { ...keyOf(3), deploymentId: 'refused', generation: 1, status: 'canceled', at } as const;
    await tell(service.store, 'daybook.version.deployment-refused.v1', repositoryId, data);
    await until('refused', { status: 'failed', failure: { errorCode: 'version-not-ready', number: 3 } });
  });

  it('fails when its version was archived at the same moment', async () => {
    await deploy('late', 3);
    const data = { ...keyOf(3), deploymentId: 'late', generation: 1, status: 'ready', archived: true, at } as const;
    await tell(service.store, 'daybook.version.deployment-refused.v1', repositoryId, data);
    await until('late', { status: 'failed', failure: { errorCode: 'version-archived', number: 3 } });
  });

  it('is undeployed when its engine says so, and its history tells it all', async () => {
    await active('short', 2, 1, { engineId: 'e2' });
    expect(await service.ask('DELETE', '/v1/deployments/short')).toMatchObject({ status: 202, body: { status: 'undeploying' } });
    await until('short', { status: 'undeployed', serving: null });
    expect(second.told()).toContainEqual({ type: 'unload', engineId: 'e2', deploymentId: 'short', generation: 1 });
    const { body } = await service.ask('GET', '/v1/deployments/short/history');
    expect((body['entries'] as readonly { type: string }[]).map(({ type }) => type)).toEqual([
      'DeploymentRequested',
      'DeploymentCleared',
      'DeploymentAssigned',
      'DeploymentActivated',
      'UndeployRequested',
      'DeploymentUndeployed',
    ]);
  });

  it('is undeployed by itself when its wished engine is not there', async () => {
    const gone = { engineId: 'e9', instanceId: 'i9', kind: 'serving', driver: 'builtin', slots: 1, url: 'http://127.0.0.1:9', at } as const;
    await tell(service.store, 'daybook.engine.registered.v1', 'e9', gone);
    await tell(service.store, 'daybook.engine.lost.v1', 'e9', { engineId: 'e9', instanceId: 'i9', at });
    await deploy('nowhere', 3, { engineId: 'e9' });
    await clear('nowhere', 3, 1);
    await until('nowhere', { status: 'deploying', target: { engineId: 'e9' } });
    await service.ask('DELETE', '/v1/deployments/nowhere');
    await until('nowhere', { status: 'undeployed' });
  });

  it('tells an engine that has started again what it is to serve', async () => {
    await active('lasting', 3, 1, { engineId: 'e1' });
    const loads = () => first.told().filter(({ type, ...command }) => type === 'load' && 'deploymentId' in command && command.deploymentId === 'lasting');
    const before = loads().length;
    const again = { engineId: 'e1', instanceId: 'i2', kind: 'serving', driver: 'builtin', slots: 1, url: 'http://127.0.0.1:9', at } as const;
    await tell(service.store, 'daybook.engine.registered.v1', 'e1', again);
    await eventually(() => expect(loads().length).toBeGreaterThan(before));
  });
});

describe('Refusals', () => {
  it.each([
    ['a name that is no DNS label', 'Not A Name', 1, 400, 'invalid-request'],
    ['a version that is none', 'fresh', 'newest', 400, 'invalid-request'],
  ])('name what is wrong: %s', async (_what, name, version, status, code) => {
    expect(await deploy(name, version)).toMatchObject({ status, body: { code } });
  });

  it('do not tell a version that is not ready from one that is not there', async () => {
    const detail = 'version #99 is not there or not ready yet';
    expect(await deploy('fresh', 99)).toMatchObject({ status: 409, body: { code: 'version-not-ready', detail } });
  });

  it('say what a name is taken by', async () => {
    expect(await deploy('busy', 1)).toMatchObject({ status: 202 });
    const detail = `the name busy is taken by version #1 of repository ${repositoryId}, which is deploying`;
    const taken = { code: 'deployment-name-taken', detail, deploymentId: 'busy', repositoryId, number: 1, currentStatus: 'deploying' };
    expect(await deploy('busy', 2)).toMatchObject({ status: 409, body: taken });
  });

  it('name an engine that serves nothing: there is none, or it trains', async () => {
    const training = { engineId: 't1', instanceId: 'i1', kind: 'training', driver: 'builtin', slots: 1, url: null, at } as const;
    await tell(service.store, 'daybook.engine.registered.v1', 't1', training);
    for (const engineId of ['t1', 'e77']) {
      expect(await deploy('misplaced', 1, { engineId })).toMatchObject({ status: 422, body: { code: 'serving-engine-unknown', engineId } });
    }
    expect(await service.ask('GET', '/v1/deployments/misplaced')).toMatchObject({ status: 404 });
  });

  it('keep archived versions from service until they are taken back', async () => {
    const archive = (archived: boolean) => tell(service.store, 'daybook.version.archived.v1', repositoryId, { ...keyOf(3), archived, at });
    let asked = 0;
    const answer = () => deploy(`shelved-${(asked += 1)}`, 3);
    await archive(true);
    await eventually(async () => expect(await answer()).toMatchObject({ status: 409, body: { code: 'version-archived' } }));
    await archive(false);
    await eventually(async () => expect(await answer()).toMatchObject({ status: 202 }));
  });

  it('keep a name from a second owner, and a deployment from its own version', async () => {
    await active('mine', 1, 1);
    expect(await deploy('mine', 1)).toMatchObject({ status: 409, body: { code: 'version-already-served' } });
    const other = 'c3b8a2de-1f64-4c11-8f7e-5d9a0b6e4f22';
    const version = { versionId: `${other}-1`, repositoryId: other, number: 1 };
    await tell(service.store, 'daybook.version.ready.v1', other, { ...version, model: modelOf(1), metrics: {}, at });
    await tell(service.store, 'daybook.repository.created.v1', other, { repositoryId: other, name: 'other', description: '', at });
    const taken = await service.ask('POST', '/v1/repositories/other/deployments', { body: { name: 'mine', version: 1 } });
    expect(taken).toMatchObject({ status: 409, body: { code: 'deployment-name-taken' } });
  });

  it('know that there is no way back, and no such deployment', async () => {
    expect(await service.ask('POST', '/v1/deployments/mine/rollback')).toMatchObject({ status: 409, body: { code: 'nothing-to-roll-back-to' } });
    for (const [method, url] of [['GET', ''], ['DELETE', ''], ['POST', '/rollback'], ['GET', '/history']] as const) {
      expect(await service.ask(method, `/v1/deployments/no-such${url}`)).toMatchObject({ status: 404, body: { code: 'deployment-not-found' } });
    }
  });
});

describe('A repository that is deleted', () => {
  it('takes its deployments with it', async () => {
    await deploy('waiting', silentSize);
    await clear('waiting', silentSize, 1);
    await until('waiting', { status: 'deploying' });
    await tell(service.store, 'daybook.repository.deleted.v1', repositoryId, { repositoryId, name: 'churn', at });
    for (const name of ['live', 'mine', 'robust', 'waiting']) await until(name, { status: 'undeployed' });
    expect(await deploy('late', 1)).toMatchObject({ status: 404, body: { code: 'repository-not-found' } });
  });
});
