import 'reflect-metadata';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { asking, type Question } from '../fixtures/asking.fixture.js';
import { NotesModule, silent } from '../fixtures/notes.fixture.js';
import { createFastifyApplication } from './fastify-application.js';

describe('an application', () => {
  let app: NestFastifyApplication;
  let origin = '';
  const ask = asking(() => origin);

  beforeAll(async () => {
    app = await createFastifyApplication(NotesModule, silent);
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
  });
  afterAll(() => app.close());

  it('answers a command with its ETag, position and place', async () => {
    const { status, headers, body } = await ask({
      method: 'POST',
      url: '/v1/notes',
      payload: { text: 'hello' },
      headers: { 'daybook-actor': 'anna' },
    });
    expect({ status, body }).toEqual({ status: 201, body: { text: 'hello', actor: 'anna' } });
    expect(headers).toMatchObject({ etag: '"3"', location: '/v1/notes/1', 'daybook-position': '42' });
  });

  it.each(['/v1/notes/7/unstar', '/v1/notes/7/unstar?x=/star'])('knows which action was asked for by %s', async (url) => {
    expect(await ask({ method: 'POST', url })).toMatchObject({ status: 201, body: { is: 'as before' } });
  });

  it('names every wrong field at once, in a problem document', async () => {
    const { status, headers, body } = await ask({
      method: 'POST',
      url: '/v1/notes',
      payload: { text: 'x'.repeat(400), stars: 0, colour: 'red' },
    });
    expect(status).toBe(400);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ type: 'urn:daybook:problem:invalid-request', code: 'invalid-request', status: 400 });
    const errors = body['errors'] as { field: string; value: unknown }[];
    expect(errors.map(({ field }) => field).sort()).toEqual(['colour', 'stars', 'text']);
    expect(String(errors.find(({ field }) => field === 'text')?.value).length).toBeLessThan(250);
  });

  it('takes JSON of the caller’s own words as it came, also words that every object inherits', async () => {
    const words = { constructor: 'a', prototype: [{ toString: 1 }], valueOf: { hasOwnProperty: null } };
    const { status, body } = await ask({ method: 'POST', url: '/v1/notes', payload: { text: 'hello', words } });
    expect({ status, words: JSON.stringify(body['words']) }).toEqual({ status: 201, words: JSON.stringify(words) });
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('refuses a property %s, which every object inherits', async (name) => {
    const { status, body } = await ask({ method: 'POST', url: '/v1/notes', payload: { text: 'hello', [name]: 1 } });
    expect(status).toBe(400);
    expect(body['errors']).toEqual([{ field: name, message: `property ${name} should not exist`, value: 1 }]);
  });

  it.each([
    ['a path that does not exist', { method: 'GET', url: '/v1/nothing/here' }, 404, 'route-not-found'],
    ['a method that the path does not have', { method: 'PUT', url: '/v1/notes/7?x=1' }, 405, 'method-not-allowed'],
    ['an action that there is not', { method: 'POST', url: '/v1/notes/7/praise' }, 404, 'route-not-found'],
    ['what is no action, asked for in another way', { method: 'GET', url: '/v1/notes/7/praise' }, 404, 'route-not-found'],
    ['an action that is only asked about', { method: 'GET', url: '/v1/notes/7/star' }, 405, 'method-not-allowed'],
    [
      'JSON that is none',
      { method: 'POST', url: '/v1/notes', payload: '{"text":', headers: { 'content-type': 'application/json' } },
      400,
      'invalid-request',
    ],
    [
      'an empty body',
      { method: 'POST', url: '/v1/notes', payload: '', headers: { 'content-type': 'application/json' } },
      400,
      'invalid-request',
    ],
    [
      'a content type nobody reads',
      { method: 'POST', url: '/v1/notes', payload: '<a/>', headers: { 'content-type': 'text/xml' } },
      415,
      'unsupported-media-type',
    ],
    [
      'a body beyond the limit',
      { method: 'POST', url: '/v1/notes', payload: { text: 'x'.repeat(17 * 1024 * 1024) } },
      413,
      'content-too-large',
    ],
    ['a malformed path', { method: 'GET', url: '/v1/notes/%zz' }, 400, 'invalid-request'],
    ['what does not exist', { method: 'GET', url: '/v1/notes/7' }, 404, 'note-not-found'],
    ['an unknown filter field', { method: 'GET', url: '/v1/notes?filter=colour:eq:red' }, 400, 'unknown-view-field'],
    [
      'an If-Match that is no ETag',
      { method: 'POST', url: '/v1/notes/guarded', headers: { 'if-match': 'seven' } },
      400,
      'invalid-request',
    ],
    [
      'a stale If-Match',
      { method: 'POST', url: '/v1/notes/guarded', headers: { 'if-match': '"3"' } },
      412,
      'precondition-failed',
    ],
    ['a lost race without If-Match', { method: 'POST', url: '/v1/notes/guarded' }, 409, 'revision-conflict'],
  ] as const)('answers %s with a problem', async (_what, question, status, code) => {
    const answer = await ask(question as Question);
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body['detail']).not.toBe('');
  });

  it('names the methods that a path has', async () => {
    const { headers, body } = await ask({ method: 'PUT', url: '/v1/notes' });
    expect(headers['allow']).toBe('GET, HEAD, POST');
    expect(body['allowed']).toEqual(['GET', 'HEAD', 'POST']);
  });

  it('says when to ask again while a view is behind', async () => {
    const { status, headers, body } = await ask({ method: 'GET', url: '/v1/notes/behind' });
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
    expect(body).toMatchObject({ code: 'view-behind', position: 1, wanted: 2 });
  });

  it('says when to ask again while the log is away', async () => {
    const { status, headers, body } = await ask({ method: 'POST', url: '/v1/notes/without-log' });
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
    expect(body).toMatchObject({ code: 'event-store-unavailable', detail: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([
    [{ 'idempotency-key': 'k1' }, 'sending the same request again with the same Idempotency-Key'],
    [{}, 'reading what the request would have changed'],
  ])('says of a command without an answer from the log that it may have happened, and with %j what settles it', async (headers, settledBy) => {
    const answer = await ask({ method: 'POST', url: '/v1/notes/unanswered', headers });
    expect(answer.status).toBe(504);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).toMatchObject({ code: 'append-outcome-unknown', stream: 'note-1', settledBy: expect.stringContaining(settledBy) });
    expect(answer.body['detail']).toContain('its outcome is unknown');
  });

  it('keeps the words of an unexpected error to the log, under the request id', async () => {
    const { status, body } = await ask({
      method: 'GET',
      url: '/v1/notes/broken',
      headers: { 'x-request-id': 'abc-1' },
    });
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'unexpected-error', requestId: 'abc-1' });
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('gives every request an id, the caller’s own where it is printable', async () => {
    const own = await ask({ method: 'GET', url: '/v1/notes', headers: { 'x-request-id': 'trace.7' } });
    const forged = await ask({ method: 'GET', url: '/v1/notes', headers: { 'x-request-id': 'a "quoted" line' } });
    expect(own.headers['x-request-id']).toBe('trace.7');
    expect(forged.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('hands CSV on as it comes, beyond the limit of other bodies', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    const payload = Readable.from(
      (function* chunks() {
        for (let count = 0; count < 20; count += 1) yield chunk;
      })(),
    );
    const { body } = await ask({
      method: 'POST',
      url: '/v1/notes/upload',
      payload,
      headers: { 'content-type': 'text/csv' },
    });
    expect(body['bytes']).toBe(20 * 1024 * 1024);
    expect(body['chunks']).toBeGreaterThan(1);
  });

  it('measures requests by the pattern of their route', async () => {
    await ask({ method: 'GET', url: '/v1/notes/first' });
    const { status, headers, text } = await ask({ url: '/metrics' });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toContain('daybook_http_request_duration_seconds_count{method="GET",route="/v1/notes/:note",status="404"}');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('/v1/notes/first');
  });

  it('describes itself in OpenAPI 3.1, with what is validated and the problems it answers', async () => {
    const { body } = await ask({ method: 'GET', url: '/openapi.json' });
    expect(body['openapi']).toBe('3.1.0');
    expect(body).toMatchObject({
      paths: { '/v1/notes': { post: { responses: { default: { content: { 'application/problem+json': {} } } } } } },
      components: {
        schemas: {
          NoteDto: {
            required: ['text'],
            properties: { text: { type: 'string', maxLength: 20 }, stars: { type: 'integer', minimum: 1 } },
          },
        },
      },
    });
    const { parameters } = (
      body['paths'] as Record<string, { get: { parameters: { name: string; schema: object }[] } }>
    )['/v1/notes']!.get;
    expect(parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 200,
    });
  });
});

describe('closing an application', () => {
  it('lets a request finish that is being answered', async () => {
    const app = await createFastifyApplication(NotesModule, silent);
    await app.listen(0, '127.0.0.1');
    const answer = fetch(`${await app.getUrl()}/v1/notes/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await app.close();
    await expect((await answer).json()).resolves.toEqual({ done: true });
  });
});
