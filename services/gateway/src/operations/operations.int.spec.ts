import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { answer, startFleet, type Behaviour, type Fleet, type Serve } from '../fixtures/upstreams.fixture.js';
import { startGateway, upstreamNames, type UpstreamName } from '../gateway.js';

let fleet: Fleet;
let asked: string[];
const start = async (behaviour: Behaviour): Promise<string> => {
  asked = [];
  fleet = await startFleet(behaviour);
  return fleet.gateway.url;
};
afterEach(() => fleet.close());

const ask = async (url: string, method: 'GET' | 'POST' = 'GET', headers = {}) => {
  const { statusCode, headers: given, body } = await request(url, { method, headers });
  return { status: statusCode, headers: given, body: (await body.json()) as Record<string, never> };
};
const each = (serve: (name: UpstreamName) => Serve): Behaviour => Object.fromEntries(upstreamNames.map((name) => [name, serve(name)]));

/** Lists of two views each, a dead letter per number, and retries of letters that are its own. */
const service =
  (letters: Partial<Record<UpstreamName, number>>) =>
  (name: UpstreamName): Serve =>
  (incoming, response) => {
    asked.push(`${name} ${incoming.method} ${incoming.url}`);
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://any');
    const ids = Array.from({ length: letters[name] ?? 0 }, (_, index) => `${name}-${index}`);
    if (pathname.endsWith('/projections')) return answer(response, 200, { items: [{ name: `${name}-table`, lag: 0 }] });
    if (pathname.endsWith('/dead-letters')) {
      const from = Number(searchParams.get('cursor') ?? 0);
      const to = from + Number(searchParams.get('limit'));
      const nextCursor = to < ids.length ? String(to) : null;
      return answer(response, 200, { items: ids.slice(from, to).map((id) => ({ id })), nextCursor });
    }
    const id = pathname.split('/').at(-2) ?? '';
    if (!ids.includes(id) && id !== `${name}-table`) return answer(response, 404, { code: 'dead-letter-not-found' });
    return answer(response, 200, { id, by: incoming.headers['daybook-actor'] });
  };

describe('operating all services at once', () => {
  it('lists the views of all, and says whose they are', async () => {
    const url = await start(each(service({})));
    const { body } = await ask(`${url}/v1/operations/projections`);
    expect(body['items']).toEqual(upstreamNames.map((name) => ({ name: `${name}-table`, lag: 0, service: name })));
    expect(body['unavailable']).toEqual([]);
  });

  it('names the service that could not be asked', async () => {
    const url = await start(each(service({})));
    await fleet.stop('audit');
    const { status, body } = await ask(`${url}/v1/operations/projections`);
    expect(status).toBe(200);
    expect(body['items']).toHaveLength(4);
    expect(body['unavailable']).toEqual([{ service: 'audit', reason: expect.stringContaining('ECONNREFUSED') }]);
  });

  it('answers no list when nobody can be asked', async () => {
    const url = await start({});
    for (const name of upstreamNames) await fleet.stop(name);
    expect(await ask(`${url}/v1/operations/consumers`)).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'upstream-unavailable' } });
  });

  it.each([1, 2, 3, 5, 200])('walks through all dead letters, each once, by pages of %d', async (limit) => {
    const url = await start(each(service({ repository: 1, versioning: 5, deployment: 2 })));
    const walked: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 30; page += 1) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await ask(`${url}/v1/operations/dead-letters?limit=${limit}${query}`);
      const items = body['items'] as unknown as { id: string; service: string }[];
      expect(items.length).toBeLessThanOrEqual(limit);
      walked.push(...items.map(({ id }) => id));
      cursor = body['nextCursor'] as unknown as string | null;
    }
    expect(walked).toEqual(['repository-0', ...[0, 1, 2, 3, 4].map((n) => `versioning-${n}`), 'deployment-0', 'deployment-1']);
  });

  it('hands filters on, and refuses what is no page', async () => {
    const url = await start(each(service({})));
    await ask(`${url}/v1/operations/dead-letters?consumer=versioning&limit=7`);
    expect(asked).toContain('versioning GET /v1/operations/dead-letters?consumer=versioning&limit=7');
    for (const query of ['limit=0', 'limit=many', 'cursor=%7B', 'cursor=WzksbnVsbF0']) {
      expect((await ask(`${url}/v1/operations/dead-letters?${query}`)).status).toBe(400);
    }
  });

  it('loses no place when none of the services that are left can be asked', async () => {
    const url = await start(each(service({ repository: 1, versioning: 1 })));
    const { body } = await ask(`${url}/v1/operations/dead-letters?limit=1`);
    for (const name of upstreamNames.slice(1)) await fleet.stop(name);
    expect((await ask(`${url}/v1/operations/dead-letters?limit=1&cursor=${String(body['nextCursor'])}`)).status).toBe(503);
  });

  it('hands on what all services say, once, and asks none after the other', async () => {
    const problem = { type: 'urn:daybook:problem:dead-letters-unavailable', title: 'dead letters unavailable', status: 503, code: 'dead-letters-unavailable', detail: 'the dead letters cannot be reached now' };
    const waiting: (() => void)[] = [];
    const url = await start(each((name) => (_incoming, response) => {
      asked.push(name);
      waiting.push(() => answer(response, 503, problem));
      // None answers before all have been asked.
      if (waiting.length === upstreamNames.length) for (const go of waiting) go();
    }));
    const { status, headers, body } = await ask(`${url}/v1/operations/dead-letters`);
    expect(asked.toSorted()).toEqual([...upstreamNames].toSorted());
    expect({ status, headers, body }).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: problem.code, detail: problem.detail } });
    expect(body['unavailable']).toEqual(upstreamNames.map((service) => ({ service, reason: problem.detail })));
  });

  it('says what each service says when they do not agree', async () => {
    const unwell: Serve = (_incoming, response) => answer(response, 503, { code: 'dead-letters-unavailable', title: 't', type: 't', status: 503, detail: 'no letters' });
    const url = await start({ ...each(() => unwell), audit: (_incoming, response) => void response.writeHead(500).end('<html>') });
    const { status, body } = await ask(`${url}/v1/operations/dead-letters`);
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'upstream-unavailable', detail: expect.stringContaining('audit: service audit answered status 500') } });
    expect(body['detail']).toContain('repository: no letters');
  });

  it('finds the service that has the item, and asks it once', async () => {
    const url = await start(each(service({ deployment: 2 })));
    const path = '/v1/operations/dead-letters/deployment-1/retry';
    expect(await ask(`${url}${path}`, 'POST', { 'daybook-actor': 'anna' })).toMatchObject({ status: 200, body: { id: 'deployment-1', by: 'anna' } });
    expect(asked.filter((one) => one.startsWith('deployment'))).toEqual([`deployment POST ${path}`]);
    expect(await ask(`${url}/v1/operations/projections/versioning-table/verify`, 'POST')).toMatchObject({ body: { id: 'versioning-table' } });
    expect(await ask(`${url}/v1/operations/dead-letters/nobody/retry`, 'POST')).toMatchObject({ status: 404, body: { code: 'dead-letter-not-found' } });
  });

  it('takes the word of a service for its own consumers only', async () => {
    const others: Serve = (_incoming, response) => answer(response, 409, { code: 'consumer-not-here' });
    const url = await start({ ...each(() => others), deployment: (_incoming, response) => answer(response, 200, { done: true }) });
    expect(await ask(`${url}/v1/operations/dead-letters/x/retry`, 'POST')).toMatchObject({ status: 200, body: { done: true } });
  });

  it('does not deny what a service that is away may have', async () => {
    const url = await start(each(service({ versioning: 1 })));
    await fleet.stop('deployment');
    expect(await ask(`${url}/v1/operations/dead-letters/deployment-0/retry`, 'POST')).toMatchObject({ status: 503, body: { upstreams: ['deployment'] } });
    expect((await ask(`${url}/v1/operations/dead-letters/versioning-0/retry`, 'POST')).status).toBe(200);
  });

  it('asks nobody else once a service may have done it', async () => {
    const url = await start({ ...each(service({})), versioning: (incoming) => void incoming.socket.destroy() });
    expect(await ask(`${url}/v1/operations/dead-letters/x/retry`, 'POST')).toMatchObject({ status: 504, body: { upstream: 'versioning' } });
    expect(asked).toEqual(['repository POST /v1/operations/dead-letters/x/retry']);
  });

  it('asks the other instances of a service, too', async () => {
    await start({ ...each(() => (_incoming, response) => answer(response, 409, { code: 'projection-elsewhere' })), deployment: (_incoming, response) => answer(response, 200, { done: true }) });
    const one = fleet.upstreams.versioning;
    const upstreams = { repository: one, versioning: `${one},${fleet.upstreams.deployment}`, 'training-orchestrator': one, deployment: one, audit: one };
    const gateway = await startGateway({ host: '127.0.0.1', port: 0, upstreams, logLevel: 'fatal' });
    expect(await ask(`${gateway.url}/v1/operations/projections/x/verify`, 'POST')).toMatchObject({ status: 200, body: { done: true } });
    await gateway.close();
  });
});
