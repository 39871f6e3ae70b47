import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandalone } from '@daybook/standalone/start';
import autocannon from 'autocannon';
import { bareFastify } from './bare-fastify.js';

/**
 * Durable commands per second through HTTP (creating repositories: two appends each) beside a bare Fastify route that
 * writes the same rows to SQLite; then reads of a table while a version trains, beside the same reads when it is idle.
 * Ratios of one run on one machine; single figures mean little elsewhere.
 */
const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
const quiet = { log: () => undefined, error: console.error, warn: () => undefined };
const amount = Number(process.argv[2] ?? 4000);
const rounds = 3;

const post = (url: string, run: string): Promise<autocannon.Result> => {
  let n = 0;
  return autocannon({
    url: `${url}/v1/repositories`,
    connections: 64,
    amount,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: JSON.stringify({ name: `${run}-${(n += 1)}` }) }),
      },
    ],
  });
};
const get = (url: string): Promise<autocannon.Result> => autocannon({ url: `${url}/v1/repositories?limit=20`, connections: 8, duration: 5 });

const daybook = await startStandalone(
  {
    host: '127.0.0.1',
    port: 0,
    dataDirectory: join(directory, 'data'),
    trainingEngines: 1,
    trainingSlots: 1,
    servingEngines: 0,
    heartbeatMs: 3000,
    leaseMs: 15_000,
    maxAttempts: 3,
    otlpEndpoint: '',
    logLevel: 'error',
  },
  quiet,
);
const bare = await bareFastify(join(directory, 'bare.db'));
const ratios: number[] = [];
console.log('| round | Daybook commands/s | p99 ms | bare Fastify requests/s | p99 ms | ratio | refused |');
console.log('|---|---|---|---|---|---|---|');
for (let round = 1; round <= rounds; round += 1) {
  const ours = await post(daybook.url, `ours${round}`);
  const theirs = await post(bare.url, `bare${round}`);
  const [a, b] = [ours, theirs].map(({ requests, duration }) => requests.total / duration);
  const ratio = (a ?? 0) / (b ?? 1);
  ratios.push(ratio);
  const cells = [round, a?.toFixed(0), ours.latency.p99, b?.toFixed(0), theirs.latency.p99, ratio.toFixed(2), ours.non2xx];
  console.log(`| ${cells.join(' | ')} |`);
}

const json = async (path: string, body: unknown, type = 'application/json'): Promise<{ number?: number }> =>
  (await (
    await fetch(`${daybook.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) })
  ).json()) as { number?: number };
const rows = Array.from({ length: 5000 }, (_, index) => `${index % 97},${index % 7},${index % 2 === 0 ? 'yes' : 'no'}`);
await json('/v1/datasets?name=table', `a,b,y\n${rows.join('\n')}\n`, 'text/csv');
await json('/v1/repositories', { name: 'trained' });
const idle = await get(daybook.url);
const configuration = {
  input_features: [{ name: 'a', type: 'number' }, { name: 'b', type: 'number' }],
  output_features: [{ name: 'y', type: 'binary' }],
  trainer: { epochs: 10_000, early_stop: -1 },
};
await json('/v1/repositories/trained/versions', { datasetId: 'table', configuration });
await new Promise((resolve) => setTimeout(resolve, 3000));
const training = await get(daybook.url);
await json('/v1/repositories/trained/versions/1/cancel', {});
console.log('\n| reads of the Models table | p50 ms | p99 ms | per second |\n|---|---|---|---|');
for (const [name, { latency, requests }] of [['idle', idle], ['while training', training]] as const) {
  console.log(`| ${name} | ${latency.p50} | ${latency.p99} | ${requests.average} |`);
}
await Promise.all([daybook.close(), bare.close()]);
rmSync(directory, { recursive: true, force: true });
