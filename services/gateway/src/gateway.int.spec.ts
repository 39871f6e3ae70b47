import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { answer, startFleet, type Behaviour, type Fleet, type Serve } from './fixtures/upstreams.fixture.js';
import { upstreamNames } from './gateway.js';

let fleet: Fleet;
const start = async (behaviour: Behaviour = {}): Promise<string> => {
  fleet = await startFleet(behaviour);
  return fleet.gateway.url;
};
afterEach(() => fleet.close());

const ask = async (url: string) => {
  const { statusCode, body } = await request(url);
  return { status: statusCode, body: (await body.json()) as Record<string, never> };
};
const all = (serve: Serve): Behaviour => Object.fromEntries(upstreamNames.map((name) => [name, serve]));

describe('the probes of the gateway', () => {
  it('say that it lives, and that all services are ready', async () => {
    const url = await start();
    expect(await ask(`${url}/livez`)).toMatchObject({ status: 200 });
    const checks = upstreamNames.map((name) => ({ name, status: 'ok' }));
    expect(await ask(`${url}/readyz`)).toEqual({ status: 200, body: { status: 'ok', checks } });
  });

  it('say which service is not ready, and why', async () => {
    const unwell = { status: 'unavailable', checks: [{ name: 'views', status: 'unavailable', reason: 'no answer' }, { name: 'log', status: 'ok' }] };
    const degraded = { status: 'degraded', checks: [{ name: 'kafka', status: 'degraded', reason: 'no broker' }] };
    const url = await start({
      versioning: (_incoming, response) => answer(response, 200, degraded),
      deployment: (_incoming, response) => answer(response, 503, unwell),
    });
    await fleet.stop('audit');
    const { status, body } = await ask(`${url}/readyz`);
    expect(status).toBe(503);
    expect(body['checks']).toEqual([
      { name: 'repository', status: 'ok' },
      { name: 'versioning', status: 'degraded', reason: 'kafka: no broker' },
      { name: 'training-orchestrator', status: 'ok' },
      { name: 'deployment', status: 'unavailable', reason: 'views: no answer' },
      { name: 'audit', status: 'unavailable', reason: expect.stringContaining('ECONNREFUSED') },
    ]);
    expect(await ask(`${url}/livez`)).toMatchObject({ status: 200 });
  });
});

describe('the document of the interface', () => {
  const head = { openapi: '3.1.0', info: { title: 'Daybook', version: '0.1.0' } };
  const part = (path: string, schema: object) => ({ ...head, paths: { '/livez': { get: {} }, [path]: { get: {} } }, components: { schemas: { Problem: {}, ...schema } } });

  it('has the paths and shapes of all services', async () => {
    const url = await start({
      ...all((_incoming, response) => answer(response, 200, part('/v1/repositories/{repo}', { A: { type: 'object' } }))),
      audit: (_incoming, response) => answer(response, 200, part('/v1/events', { B: { type: 'string' } })),
    });
    const { body } = await ask(`${url}/openapi.json`);
    expect(body).toEqual({
      ...head,
      paths: { '/livez': { get: {} }, '/v1/events': { get: {} }, '/v1/repositories/{repo}': { get: {} } },
      components: { schemas: { Problem: {}, A: { type: 'object' }, B: { type: 'string' } } },
    });
  });

  it('is not given in part', async () => {
    const url = await start(all((_incoming, response) => answer(response, 200, part('/v1/x', {}))));
    await fleet.stop('versioning');
    expect(await ask(`${url}/openapi.json`)).toMatchObject({ status: 503, body: { code: 'upstream-unavailable', upstream: 'versioning' } });
  });
});

describe('the metrics of the gateway', () => {
  it('count requests by the rule that routed them', async () => {
    const url = await start();
    await ask(`${url}/v1/repositories/penguins/versions/3`);
    await ask(`${url}/v1/repositories/birds/versions/4`);
    const { body, headers } = await request(`${url}/metrics`);
    expect(headers['content-type']).toContain('text/plain');
    expect(await body.text()).toContain('daybook_http_request_duration_seconds_count{method="GET",route="/v1/repositories/:repo/versions/*",status="200"} 2');
  });
});
