import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ArtifactStore } from '@daybook/artifacts';
import { predictorOf } from '../fixtures/predictor.fixture.js';
import { PredictionServer } from './prediction-server.js';
import { ServedModels } from './served-models.js';

const artifacts = { read: async () => new Uint8Array(1) } as unknown as ArtifactStore;
const models = new ServedModels('e1', artifacts, () => predictorOf('a'), { send: async () => undefined });
const server = new PredictionServer(models);
let url: string;

const ask = async (deploymentId: string, body: unknown): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${url}/deployments/${deploymentId}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

beforeAll(async () => {
  url = await server.listen(0);
  const model = { sha256: 'a'.repeat(64), sizeBytes: 1 };
  await models.load({ type: 'load', engineId: 'e1', deploymentId: 'live', generation: 1, model });
});
afterAll(() => server.close());

describe('The predictions of an engine', () => {
  it('are given in the order of the rows', async () => {
    const { status, body } = await ask('live', { rows: [{ age: 1 }, { age: 2 }] });
    expect(status).toBe(200);
    const answer = { model: { prediction: 'a' } };
    expect(body).toEqual({ predictions: [answer, answer], warnings: [] });
  });

  it('name the cells that cannot be predicted from', async () => {
    const { status, body } = await ask('live', { rows: [{ age: 1 }, { age: 'old' }] });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'invalid-rows', errors: [{ row: 1, field: 'age', expected: 'a number', found: '"old"' }] });
  });

  it('are refused for a deployment that is not loaded', async () => {
    expect(await ask('other', { rows: [{}] })).toEqual({ status: 404, body: { code: 'deployment-not-loaded' } });
  });

  it.each([
    ['no rows', {}],
    ['an empty list', { rows: [] }],
    ['one row that is not in a list', { rows: { age: 1 } }],
    ['rows that are not objects', { rows: [1] }],
    ['something that is not JSON', '{"rows": ['],
  ])('are refused for %s', async (_what, body) => {
    expect((await ask('live', body)).status).toBe(400);
  });

  it('do not tell what broke inside', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { status, body } = await ask('live', { rows: [{ age: 13 }] });
    expect({ status, body }).toEqual({ status: 500, body: { code: 'prediction-failed', message: 'the model could not answer' } });
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ message: 'secret of the machine room' }));
    log.mockRestore();
  });
});
