import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from './run-command.js';

type Ran = Readonly<{ exitCode: number; out: string; err: string }>;
const directory = mkdtempSync(join(tmpdir(), 'daybook-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let server: Server;
let url: string;
let asked: string[];
let answer: { status: number; body: string };

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: '{}' };
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}${body === '' ? '' : ` ${body}`}`);
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
});

const sink = (): { stream: Writable; text: () => string } => {
  const chunks: string[] = [];
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => (chunks.push(chunk.toString()), done()) });
  return { stream, text: () => chunks.join('') };
};
const run = async (...args: readonly string[]): Promise<Ran> => {
  const [out, err] = [sink(), sink()];
  const exitCode = await runCommand(['--url', url, ...args], { out: out.stream, err: err.stream }, {});
  return { exitCode, out: out.text(), err: err.text() };
};

describe('A command that succeeds', () => {
  it('writes JSON on stdout and nothing else', async () => {
    answer.body = '{"id":"r1","name":"churn"}';
    const ran = await run('repositories', 'show', 'churn');
    expect(ran).toEqual({ exitCode: 0, out: '{\n  "id": "r1",\n  "name": "churn"\n}\n', err: '' });
    expect(asked).toEqual(['GET /v1/repositories/churn']);
  });

  it('shows lists as a table where asked to, and where they go on', async () => {
    answer.body = JSON.stringify({ items: [{ place: 1, number: 7, queuedAt: '2026-03-01T10:00:00.000Z', attempt: 0, repositoryId: 'r1' }], nextCursor: 'c2' });
    const { out } = await run('-o', 'table', 'queue');
    expect(out.split('\n')[1]).toMatch(/^│ place │ version │ queued \(UTC\) +│ attempts │ repository │$/);
    expect(out).toMatch(/│ 1 +│ #7 +│ 2026-03-01 10:00 +│ 0 +│ r1 +│/);
    expect(out).toMatch(/more: --cursor c2\n$/);
    answer.body = '{"items":[],"nextCursor":null}';
    expect((await run('-o', 'table', 'versions', 'list', 'churn')).out).toBe('none\n');
  });

  it('shows one thing as a list of its fields', async () => {
    answer.body = '{"name":"churn","labels":{"team":"crm"}}';
    expect((await run('-o', 'table', 'repositories', 'show', 'churn')).out).toMatch(/│ name +│ churn +│\n(.*\n)?│ labels +│ {"team":"crm"} │/);
  });

  it('reads a configuration in YAML too', async () => {
    const file = join(directory, 'model.yml');
    writeFileSync(file, '# as Ludwig has it\ninput_features:\n  - {name: age, type: number}\ntrainer: {epochs: 3, learning_rate: 1e-3}\n');
    await run('versions', 'create', 'churn', '--config', file);
    expect(asked).toEqual(['POST /v1/repositories/churn/versions {"configuration":{"input_features":[{"name":"age","type":"number"}],"trainer":{"epochs":3,"learning_rate":0.001}}}']);
  });

  it('asks for what a table is filtered by', async () => {
    await run('versions', 'list', 'churn', '--limit', '2', '--filter', 'number:gt:0', '--filter', 'number:lt:9');
    expect(asked).toEqual(['GET /v1/repositories/churn/versions?limit=2&filter=number%3Agt%3A0&filter=number%3Alt%3A9']);
  });

  it.each([
    [['versions', 'show', 'churn', '#3'], 'GET /v1/repositories/churn/versions/3'],
    [['versions', 'retrain', 'churn', 'latest'], 'POST /v1/repositories/churn/versions/latest/retrain'],
    [['versions', 'diff', 'churn', '1', 'latest'], 'GET /v1/repositories/churn/diff?from=1&to=latest'],
    [['versions', 'compare', 'churn', '1', '2', '4'], 'GET /v1/repositories/churn/compare?versions=1%2C2%2C4'],
    [['versions', 'compare', 'churn', '1', 'latest'], 'GET /v1/repositories/churn/compare?versions=1%2Clatest'],
    [['repositories', 'default', 'churn', '2'], 'PUT /v1/repositories/churn/default-version {"version":2}'],
    [['artifacts', 'collect', '--dry-run'], 'POST /v1/operations/garbage-collection {"dryRun":true}'],
    [['operations', 'show', 'repository-deletion-r1'], 'GET /v1/operations/repository-deletion-r1'],
    [['deployments', 'switch', 'live', 'latest'], 'PATCH /v1/deployments/live {"version":"latest"}'],
    [['deployments', 'create', 'churn', '3', '--name', 'live'], 'POST /v1/repositories/churn/deployments {"name":"live","version":3}'],
    [['deployments', 'predict', 'live', '{"age":1}'], 'POST /v1/deployments/live/predict {"rows":[{"age":1}]}'],
  ])('asks as it is told: %j', async (args, request) => {
    expect((await run(...args)).exitCode).toBe(0);
    expect(asked).toEqual([request]);
  });
});

describe('A version that is created with a dataset', () => {
  const create = ['versions', 'create', 'churn', '--from', '1', '--dataset', 'penguins'] as const;
  const named = (...datasetIds: readonly string[]) => JSON.stringify({ items: datasetIds.map((datasetId) => ({ datasetId })), nextCursor: null });

  it('is told on stderr which of several of that name is taken', async () => {
    answer.body = named('d2', 'd1');
    const { exitCode, out, err } = await run(...create);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '2 datasets are named penguins; the newest, d2, is taken\n' });
    expect(JSON.parse(out)).toEqual(JSON.parse(answer.body));
    const listed = 'GET /v1/datasets?filter=name%3Aeq%3Apenguins&sort=-createdAt&limit=200';
    expect(asked).toEqual([listed, 'POST /v1/repositories/churn/versions {"from":1,"datasetId":"d2"}']);
  });

  it.each([[named('d1')], [named()]])('needs no notice of one dataset, or of an id: %s', async (body) => {
    answer.body = body;
    expect((await run(...create)).err).toBe('');
    expect(asked.at(-1)).toBe('POST /v1/repositories/churn/versions {"from":1,"datasetId":"penguins"}');
  });
});

describe('A command on the latest version', () => {
  it.each(['cancel', 'star', 'unstar', 'archive', 'unarchive'])('is on its number: %s', async (action) => {
    answer.body = '{"number":12}';
    expect((await run('versions', action, 'churn', 'latest')).exitCode).toBe(0);
    expect(asked).toEqual(['GET /v1/repositories/churn/versions/latest', `POST /v1/repositories/churn/versions/12/${action}`]);
  });
});

describe('A command that fails', () => {
  const problem = (status: number) => JSON.stringify({ type: 'urn:daybook:problem:x', title: 'X', status, code: 'x', detail: 'because' });

  it.each([
    [404, 3],
    [400, 4],
    [409, 4],
    [500, 5],
  ])('shows the problem on stderr: %i is exit code %i', async (status, exitCode) => {
    answer = { status, body: problem(status) };
    const ran = await run('queue');
    expect(ran).toMatchObject({ exitCode, out: '' });
    expect(JSON.parse(ran.err)).toMatchObject({ code: 'x', detail: 'because', status });
  });

  it('of an operator says at once what is away', async () => {
    answer = { status: 503, body: problem(503) };
    expect(await run('dlq', 'list')).toMatchObject({ exitCode: 5, out: '' });
    expect(asked).toEqual(['GET /v1/operations/dead-letters']);
  });

  it('is told apart when nobody answers', async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const ran = await run('queue');
    expect(ran.exitCode).toBe(5);
    expect(JSON.parse(ran.err)).toEqual({ code: 'unreachable', detail: `no answer from ${url}/v1/queue` });
  });
});

describe('A command line that makes no sense', () => {
  const broken = join(directory, 'broken.json');
  writeFileSync(broken, '{"trainer":');
  const indented = join(directory, 'indented.yaml');
  writeFileSync(indented, 'trainer:\n  epochs: 3\n batch_size: 4\n');

  it.each([
    ['an unknown command', ['repository', 'list'], 'unknown command'],
    ['an unknown option', ['queue', '--fast'], '--fast'],
    ['a missing argument', ['versions', 'show', 'churn'], "missing required argument 'version'"],
    ['a version that is none', ['deployments', 'switch', 'live', 'newest'], 'expected a number, latest or default'],
    ['a difference to no version', ['versions', 'diff', 'churn', '1', 'two'], 'expected a number'],
    ['a comparison with no version', ['versions', 'compare', 'churn', '1', 'newest'], 'expected a number, latest or default'],
    ['a default that is no version', ['repositories', 'default', 'churn', '0'], 'expected a number'],
    ['a limit that is none', ['datasets', 'list', '--limit', ''], 'expected a whole number'],
    ['a file that is not there', ['versions', 'create', 'churn', '--config', join(directory, 'no.json')], 'no such file'],
    ['a table that is not there', ['datasets', 'register', join(directory, 'no.csv')], `cannot read ${join(directory, 'no.csv')}: ENOENT`],
    ['a table that is a directory', ['datasets', 'register', directory], `cannot read ${directory}: it is a directory`],
    ['an address that is none', ['--url', 'churn.example', 'queue'], 'expected a URL such as http'],
    ['a file that is no JSON', ['versions', 'create', 'churn', '--config', broken], 'broken.json is not JSON'],
    ['a file that is no YAML', ['versions', 'create', 'churn', '--patch', indented], 'indented.yaml is not YAML'],
    ['rows that are no JSON', ['deployments', 'predict', 'live', '{age:1}'], 'rows is not JSON'],
  ])('is answered with exit code 2 and what is wrong: %s', async (_what, args, message) => {
    const ran = await run(...args);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(message);
    expect(asked).toEqual([]);
  });

  it('is not what asking for help is', async () => {
    const ran = await run('--help');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toContain('Event-sourced repository of ML models');
  });
});
