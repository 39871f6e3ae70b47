import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../processes/load.js';
import type { LoadResult } from '../processes/load.process.js';
import { startDaybook, type Server } from '../processes/server.process.js';

/**
 * How long reads and commands take while a version trains, beside the same when nothing does: so many requests per second,
 * however long they take, from another process. Idle and training alternate, so that what else the machine does meets both.
 * Usage, after a build: npm run bench:latency -- [requests per second] [seconds] [rounds]
 */
const ratePerS = Number(process.argv[2] ?? 200);
const durationS = Number(process.argv[3] ?? 8);
const rounds = Number(process.argv[4] ?? 3);
const connections = 8;

const post = async ({ url }: Server, path: string, body: string, type = 'application/json'): Promise<{ number: number; status: string }> => {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as { number: number; status: string };
};
const configuration = {
  input_features: [{ name: 'a', type: 'number' }, { name: 'b', type: 'number' }],
  output_features: [{ name: 'y', type: 'binary' }],
  trainer: { epochs: 10_000, early_stop: -1 },
};
const versions = '/v1/repositories/trained/versions';

/** Resolves when the version is in one of these states. */
const becomes = async ({ url }: Server, number: number, ...statuses: readonly string[]): Promise<void> => {
  for (;;) {
    const { status } = (await (await fetch(`${url}${versions}/${number}`)).json()) as { status: string };
    if (statuses.includes(status)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const whileTraining = async <T>(server: Server, act: () => Promise<T>): Promise<T> => {
  const { number } = await post(server, versions, JSON.stringify({ datasetId: 'table', configuration }));
  await becomes(server, number, 'training');
  const result = await act();
  await post(server, `${versions}/${number}/cancel`, '{}');
  await becomes(server, number, 'canceled');
  return result;
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-latency-'));
const daybook = await startDaybook(directory, { DAYBOOK_SERVING_ENGINES: '0' });
const rows = Array.from({ length: 5000 }, (_, index) => `${index % 97},${index % 7},${index % 2 === 0 ? 'yes' : 'no'}`);
await post(daybook, '/v1/datasets?name=table', `a,b,y\n${rows.join('\n')}\n`, 'text/csv');
await post(daybook, '/v1/repositories', JSON.stringify({ name: 'trained' }));
for (let n = 0; n < 50; n += 1) await post(daybook, '/v1/repositories', JSON.stringify({ name: `other-${n}` }));

const kinds = {
  'read the Models table': () => load({ url: daybook.url, method: 'GET', path: '/v1/repositories?limit=20', connections, ratePerS, durationS }),
  'create a repository': () =>
    load({ url: daybook.url, method: 'POST', path: '/v1/repositories', body: { name: `n${Date.now()}-{n}` }, connections, ratePerS, durationS }),
};
console.log(`| ${ratePerS} per second | idle p50 ms | idle p99 ms | training p50 ms | training p99 ms | ratio of p99 |\n|---|---|---|---|---|---|`);
for (const [name, ask] of Object.entries(kinds)) {
  await ask();
  const idle: LoadResult[] = [];
  const training: LoadResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    idle.push(await ask());
    training.push(await whileTraining(daybook, ask));
  }
  const of = (results: readonly LoadResult[], field: 'p50Ms' | 'p99Ms'): number => median(results.map((result) => result[field]));
  const cells = [of(idle, 'p50Ms'), of(idle, 'p99Ms'), of(training, 'p50Ms'), of(training, 'p99Ms')];
  console.log(`| ${[name, ...cells, (of(training, 'p99Ms') / of(idle, 'p99Ms')).toFixed(2)].join(' | ')} |`);
}
await daybook.stop();
rmSync(directory, { recursive: true, force: true });
