import { afterEach, describe, expect, it } from '@jest/globals';
import { DaybookProblem, DaybookUnreachable } from './client.errors.js';
import { DaybookClient } from './daybook-client.js';
import { hangUp, json, scriptedServer, type Answer, type ScriptedServer } from './fixtures/scripted-server.fixture.js';

const receipt = { id: 'r1', revision: 0, position: 1 };
const notFound = { type: 'urn:daybook:problem:repository-not-found', title: 'Not Found', status: 404, detail: 'no such repository', code: 'repository-not-found' };

let server: ScriptedServer;
const clientOf = async (...answers: readonly Answer[]): Promise<DaybookClient> => {
  server = await scriptedServer(...answers);
  return new DaybookClient({ baseUrl: server.baseUrl, actor: 'anna', reason: 'más ventas', retries: 2 });
};
const failureOf = (asking: Promise<unknown>): Promise<unknown> =>
  asking.then(
    () => Promise.reject(new Error('it was answered')),
    (error: unknown) => error,
  );
afterEach(() => server.close());

describe('A command', () => {
  it('says who asks and why', async () => {
    const client = await clientOf(json(201, receipt));
    expect(await client.createRepository({ name: 'churn' })).toEqual(receipt);
    const headers = { 'daybook-actor': 'anna', 'daybook-reason': 'm%C3%A1s%20ventas', 'content-type': 'application/json' };
    expect(server.asked).toEqual([expect.objectContaining({ method: 'POST', url: '/v1/repositories', body: '{"name":"churn"}' })]);
    expect(server.asked[0]?.headers).toMatchObject(headers);
  });

  it.each([503, 504])('is sent again under the same key while there is no answer, or a %i', async (status) => {
    const client = await clientOf(hangUp, json(status, {}), json(201, receipt));
    expect(await client.createRepository({ name: 'churn' })).toEqual(receipt);
    const keys = server.asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(new Set(server.asked.map(({ body }) => body))).toEqual(new Set(['{"name":"churn"}']));
  });

  it('has another key than the next command', async () => {
    const client = await clientOf(json(201, receipt));
    await client.createRepository({ name: 'churn' });
    await client.createRepository({ name: 'churn' });
    expect(new Set(server.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('opens what it uploads anew for every attempt', async () => {
    const client = await clientOf(hangUp, json(201, receipt));
    const open = () => new Blob(['a,b\n1,2\n']).stream();
    await client.registerDataset('two words', open);
    expect(server.asked.map(({ url, body }) => [url, body])).toEqual(Array(2).fill(['/v1/datasets?name=two+words', 'a,b\n1,2\n']));
  });

  it('is unreachable after its last attempt', async () => {
    const client = await clientOf(hangUp);
    expect(await failureOf(client.deleteRepository('churn'))).toBeInstanceOf(DaybookUnreachable);
    expect(server.asked).toHaveLength(3);
  });

  it('carries the revision that it expects', async () => {
    const client = await clientOf(json(200, receipt));
    await client.describeVersion('a/b', 3, 'better', 7);
    expect(server.asked[0]).toMatchObject({ method: 'PATCH', url: '/v1/repositories/a%2Fb/versions/3', headers: { 'if-match': '"7"' } });
  });
});

describe('A command on the latest version, or the default one', () => {
  it('asks for its number first, and is sent again for that', async () => {
    const client = await clientOf(json(200, { number: 12 }), hangUp, json(202, receipt));
    expect(await client.actOnVersion('churn', 'latest', 'cancel')).toEqual(receipt);
    const asked = server.asked.map(({ method, url }) => `${method} ${url}`);
    expect(asked).toEqual(['GET /v1/repositories/churn/versions/latest', ...Array(2).fill('POST /v1/repositories/churn/versions/12/cancel')]);
    expect(new Set(server.asked.slice(1).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('is on what was begun through the same client before', async () => {
    const client = await clientOf(json(202, { ...receipt, position: 41 }), json(200, { number: 12, position: 50 }), json(200, receipt));
    await client.createVersion('churn', { from: 1 });
    await client.describeVersion('churn', 'default', 'better');
    await client.actOnVersion('churn', 'latest', 'star');
    const urls = server.asked.map(({ url }) => url);
    expect(urls.slice(1, 4)).toEqual(['default?atLeast=41', '12', 'latest?atLeast=41'].map((rest) => `/v1/repositories/churn/versions/${rest}`));
  });

  it('is left to the service where repeating it is safe: retraining', async () => {
    const client = await clientOf(json(202, receipt));
    await client.actOnVersion('churn', 'latest', 'retrain');
    expect(server.asked.map(({ url }) => url)).toEqual(['/v1/repositories/churn/versions/latest/retrain']);
  });
});

describe('A question', () => {
  it('has no key, and repeats what may be repeated', async () => {
    const client = await clientOf(json(200, { items: [], nextCursor: null, position: 1 }));
    await client.versions('churn', { filter: ['status:eq:ready', 'number:gt:2'], limit: 5 });
    expect(server.asked[0]?.url).toBe('/v1/repositories/churn/versions?filter=status%3Aeq%3Aready&filter=number%3Agt%3A2&limit=5');
    expect(server.asked[0]?.headers).not.toHaveProperty('idempotency-key');
  });
});

describe('A refusal', () => {
  it('is a problem as the service said it, and is not asked again', async () => {
    const client = await clientOf(json(404, notFound));
    const failure = await failureOf(client.repository('churn'));
    expect(failure).toBeInstanceOf(DaybookProblem);
    expect(failure).toMatchObject({ message: 'no such repository', code: 'repository-not-found', status: 404, problem: notFound });
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['text', 'Bad gateway'],
    ['JSON that is no problem', '{"message":"Bad gateway"}'],
    ['null', 'null'],
  ])('by somebody else keeps its status: %s', async (_what, body) => {
    const client = await clientOf((response) => void response.writeHead(502).end(body));
    const failure = await failureOf(client.queue());
    expect(failure).toMatchObject({ code: 'unexpected-answer', status: 502, message: expect.stringContaining(body) });
  });
});

describe('An answer', () => {
  it('that is no JSON is not taken for one', async () => {
    const client = await clientOf((response) => void response.writeHead(200).end('<html>log in</html>'));
    expect(await failureOf(client.queue())).toMatchObject({ code: 'unexpected-answer', status: 200 });
  });

  it('that is cut off is none', async () => {
    const client = await clientOf((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"items":', () => response.destroy());
    });
    expect(await failureOf(client.queue())).toBeInstanceOf(DaybookUnreachable);
  });
});
