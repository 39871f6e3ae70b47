import { once } from 'node:events';
import { request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { answer, startFleet, type Behaviour, type Fleet } from '../fixtures/upstreams.fixture.js';
import { startGateway } from '../gateway.js';

let fleet: Fleet;
const start = async (behaviour: Behaviour = {}, answerTimeoutMs?: number): Promise<string> => {
  fleet = await startFleet(behaviour, answerTimeoutMs);
  return fleet.gateway.url;
};
afterEach(() => fleet.close());

const json = async (url: string, options: Parameters<typeof request>[1] = {}) => {
  const { statusCode, headers, body } = await request(url, options);
  return { status: statusCode, headers, body: (await body.json()) as Record<string, never> };
};

describe('what the gateway forwards', () => {
  it('reaches the owner as it was sent, with who asked and under which id', async () => {
    const url = await start();
    const path = '/v1/repositories/a%2Fb%20c/versions/1?filter=status:eq:ready&filter=x%26y&cursor=';
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const sent = { traceparent, 'x-request-id': 'r-1', 'x-forwarded-for': '203.0.113.9', 'idempotency-key': 'k', 'if-match': '"3"' };
    const { body, headers } = await json(`${url}${path}`, { method: 'PATCH', headers: { ...sent, 'content-type': 'application/json' }, body: '{}' });
    expect(body).toMatchObject({ upstream: 'versioning', method: 'PATCH', url: path });
    const host = new URL(url).host;
    expect(body['headers']).toMatchObject({ ...sent, 'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-host': host });
    expect(headers['x-request-id']).toBe('r-1');
  });

  it('is answered with status, headers and problem of the owner', async () => {
    const url = await start({
      repository: (_request, response) => {
        response.writeHead(201, { location: '/v1/repositories/a', etag: '"0"', 'daybook-position': '7' }).end('{"id":"a"}');
      },
      deployment: (_request, response) => answer(response, 503, { code: 'view-behind' }),
    });
    const made = await json(`${url}/v1/repositories`, { method: 'POST' });
    expect(made).toMatchObject({ status: 201, headers: { location: '/v1/repositories/a', etag: '"0"', 'daybook-position': '7' } });
    expect(await json(`${url}/v1/deployments`)).toMatchObject({ status: 503, body: { code: 'view-behind' } });
  });

  it('asks once: a refusal is the caller’s to repeat', async () => {
    let asked = 0;
    const refuse = (_request: IncomingMessage, response: ServerResponse): void => {
      asked += 1;
      response.writeHead(503, { 'retry-after': '1' }).end('{}');
    };
    const url = await start({ audit: refuse });
    expect((await json(`${url}/v1/events`)).status).toBe(503);
    expect(asked).toBe(1);
  });

  it('is nothing for a path of nobody', async () => {
    const url = await start();
    expect(await json(`${url}/v1/nothing`)).toMatchObject({ status: 404, body: { code: 'route-not-found' } });
    expect(await json(`${url}/v1/repositories/..%2f..%2fmetrics`)).toMatchObject({ status: 400 });
  });
});

describe('a feed', () => {
  it('passes event by event, outlives the timeout of answers, and ends with its reader', async () => {
    let write: (text: string) => void = () => undefined;
    let gone: Promise<unknown> = Promise.resolve();
    const url = await start(
      {
        audit: (_request, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          write = (text) => void response.write(text);
          gone = once(response, 'close');
          write(': daybook\n\n');
        },
      },
      100,
    );
    const reader = new AbortController();
    const { body, headers } = await request(`${url}/v1/events`, { signal: reader.signal, headers: { accept: 'text/event-stream' } });
    expect(headers['content-type']).toBe('text/event-stream');
    const chunks = body[Symbol.asyncIterator]();
    const next = async (): Promise<string> => String((await chunks.next()).value);
    expect(await next()).toBe(': daybook\n\n');
    // Longer than undici takes to notice a timeout; then each is written once the one before it has come through.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    for (const id of [1, 2, 3]) {
      write(`id: ${id}\n\n`);
      expect(await next()).toBe(`id: ${id}\n\n`);
    }
    reader.abort();
    await gone;
  });

  it('does not hold up the end of the gateway', async () => {
    const url = await start({ audit: (_request, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': daybook\n\n') });
    const { body } = await request(`${url}/v1/events`);
    await once(body, 'readable');
    const ended = new Promise((resolve) => body.on('error', resolve));
    await fleet.gateway.close();
    await ended;
  });
});

describe('a long upload', () => {
  const megabytes = 300;
  const chunk = Buffer.alloc(1024 * 1024, 'a,b,c\n');
  const content = function* (): Generator<Buffer> {
    for (let index = 0; index < megabytes; index += 1) yield chunk;
  };

  it('streams: the service reads its beginning before its end was sent, and memory does not hold it', async () => {
    const url = await start({
      repository: (incoming, response) => {
        const digest = createHash('sha256');
        let bytes = 0;
        incoming.on('data', (data: Buffer) => {
          bytes += data.length;
          digest.update(data);
        });
        incoming.on('end', () => answer(response, 201, { bytes, digest: digest.digest('hex'), expect: incoming.headers.expect ?? null }));
      },
    });
    const before = process.memoryUsage().arrayBuffers;
    let highest = 0;
    const watched = Readable.from(
      (function* () {
        for (const data of content()) {
          highest = Math.max(highest, process.memoryUsage().arrayBuffers - before);
          yield data;
        }
      })(),
    );
    const { body } = await json(`${url}/v1/datasets?name=long`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: watched });
    const digest = createHash('sha256');
    for (const data of content()) digest.update(data);
    expect(body).toEqual({ bytes: megabytes * chunk.length, digest: digest.digest('hex'), expect: null });
    expect(highest).toBeLessThan(100 * chunk.length);
  });

  it('may ask whether it is welcome, as curl does', async () => {
    const url = await start({ repository: (incoming, response) => void incoming.resume().on('end', () => answer(response, 201, {})) });
    const outgoing = plainRequest(`${url}/v1/datasets`, { method: 'POST', headers: { 'content-type': 'text/csv', expect: '100-continue' } });
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    outgoing.end('a\n1\n');
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(incoming.statusCode).toBe(201);
    incoming.resume();
  });

  it('is broken off at the service when its sender goes', async () => {
    let broken: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => (broken = resolve));
    const url = await start({ repository: (incoming) => void incoming.resume().on('close', () => !incoming.complete && broken()) });
    const outgoing = plainRequest(`${url}/v1/datasets`, { method: 'POST', headers: { 'content-type': 'text/csv' } });
    outgoing.on('error', () => undefined);
    outgoing.write(chunk);
    setTimeout(() => outgoing.destroy(), 50);
    await seen;
  });
});

describe('a caller who goes before the answer', () => {
  it('takes the request along', async () => {
    let arrived: (response: ServerResponse) => void = () => undefined;
    const asked = new Promise<ServerResponse>((resolve) => (arrived = resolve));
    const url = await start({ versioning: (_request, response) => arrived(response) });
    const caller = new AbortController();
    const answered = request(`${url}/v1/repositories/a/versions?atLeast=9`, { signal: caller.signal }).catch((error: Error) => error.name);
    const response = await asked;
    const gone = once(response, 'close');
    caller.abort();
    expect(await answered).toBe('AbortError');
    await gone;
  });
});

describe('a service that is away', () => {
  it('is named, with when to come back; the others are not touched', async () => {
    const url = await start();
    await fleet.stop('versioning');
    const { status, headers, body } = await json(`${url}/v1/repositories/a/versions`, { method: 'POST' });
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'content-type': expect.stringContaining('application/problem+json'), 'retry-after': '1' });
    expect(body).toMatchObject({ code: 'upstream-unavailable', upstream: 'versioning', detail: expect.stringContaining('ECONNREFUSED') });
    expect((await json(`${url}/v1/repositories`)).status).toBe(200);
  });

  it('is not asked again for a while where another instance of its service is there', async () => {
    await start();
    const away = 'http://127.0.0.1:1';
    const upstreams = { ...fleet.upstreams, versioning: `${away},${fleet.upstreams.versioning}` };
    const gateway = await startGateway({ host: '127.0.0.1', port: 0, upstreams, logLevel: 'fatal' });
    try {
      const statuses: number[] = [];
      for (let n = 0; n < 8; n += 1) statuses.push((await json(`${gateway.url}/v1/repositories/a/versions`, { method: 'POST' })).status);
      expect(statuses).toEqual([503, ...Array.from({ length: 7 }, () => 200)]);
    } finally {
      await gateway.close();
    }
  });

  it('is not asked again for a while once it says that it is about to end', async () => {
    let asked = 0;
    await start({
      versioning: (_request, response) => {
        asked += 1;
        response.setHeader('connection', 'close');
        answer(response, 200, { upstream: 'versioning' });
      },
    });
    const upstreams = { ...fleet.upstreams, versioning: `${fleet.upstreams.versioning},${fleet.upstreams.audit}` };
    const gateway = await startGateway({ host: '127.0.0.1', port: 0, upstreams, logLevel: 'fatal' });
    try {
      const answers: unknown[] = [];
      for (let n = 0; n < 6; n += 1) answers.push((await json(`${gateway.url}/v1/repositories/a/versions`, { method: 'POST' })).body['upstream']);
      expect([answers, asked]).toEqual([['versioning', 'audit', 'audit', 'audit', 'audit', 'audit'], 1]);
    } finally {
      await gateway.close();
    }
  });

  it('that breaks off leaves the outcome of a command open, but not of a question', async () => {
    const url = await start({ versioning: (incoming) => void incoming.socket.destroy() });
    const command = await json(`${url}/v1/repositories/a/versions`, { method: 'POST' });
    expect(command).toMatchObject({ status: 504, headers: { 'retry-after': '1' }, body: { code: 'upstream-outcome-unknown' } });
    expect(await json(`${url}/v1/repositories/a/versions`)).toMatchObject({ status: 503, body: { code: 'upstream-unavailable' } });
  });

  it('that hangs is given up after the timeout of answers', async () => {
    const url = await start({ deployment: () => undefined }, 100);
    expect(await json(`${url}/v1/deployments`)).toMatchObject({ status: 503, body: { code: 'upstream-unavailable' } });
  });
});
