import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuTimeMs } from '../processes/cpu-time.js';
import { load } from '../processes/load.js';
import type { LoadResult } from '../processes/load.process.js';
import { startDaybook, startProcess, type Server } from '../processes/server.process.js';

/**
 * Durable commands per second through HTTP beside a bare Fastify route that makes the same durable appends to the same log.
 * Daybook, the bare server and the load generator are processes of their own; after rounds to warm up, the
 * two are measured in turn, and ratios are of one round, so that what else the machine does meets both.
 * Usage, after a build: npm run bench:http -- [requests a round] [rounds]
 */
const amount = Number(process.argv[2] ?? 4000);
const rounds = Number(process.argv[3] ?? 5);
const warmUps = 2;
const connections = 64;

type Measured = LoadResult & Readonly<{ cpuMsPerRequest: number }>;
type Command = Readonly<{ name: string; send: (server: Server, run: string) => Promise<LoadResult> }>;

/** The second one changes what the first one has created in the same round. */
const commands: readonly Command[] = [
  {
    name: 'create a repository (2 appends)',
    send: ({ url }, run) => load({ url, method: 'POST', path: '/v1/repositories', body: { name: `${run}-{n}` }, connections, amount }),
  },
  {
    name: 'describe a repository (1 append)',
    send: ({ url }, run) =>
      load({ url, method: 'PATCH', path: `/v1/repositories/${run}-{n}`, body: { description: 'described in {n}' }, connections, amount }),
  },
];

const settled = async ({ url }: Server): Promise<void> => {
  const lags = async (): Promise<readonly { lag: number }[]> =>
    ((await (await fetch(`${url}/v1/operations/projections`)).json()) as { items?: readonly { lag: number }[] }).items ?? [];
  while ((await lags()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, 100));
};

const measured = async (server: Server, { send }: Command, run: string): Promise<Measured> => {
  const before = cpuTimeMs(server.pid);
  const result = await send(server, run);
  const used = cpuTimeMs(server.pid) - before;
  return { ...result, cpuMsPerRequest: used / amount };
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
const daybook = await startDaybook(join(directory, 'data'), { DAYBOOK_TRAINING_ENGINES: '0', DAYBOOK_SERVING_ENGINES: '0' });
const bare = await startProcess(new URL('./bare-fastify.process.js', import.meta.url), [join(directory, 'bare.db')]);
console.log('| command | round | Daybook per second | p99 ms | CPU ms each | bare per second | p99 ms | CPU ms each | ratio | refused |');
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const command of commands) {
  const ratios: number[] = [];
  for (let round = 1 - warmUps; round <= rounds; round += 1) {
    const ours = await measured(daybook, command, `ours${round + warmUps}`);
    // What is still being told and shown must not run while the other one is measured.
    await settled(daybook);
    const theirs = await measured(bare, command, `bare${round + warmUps}`);
    const ratio = ours.perSecond / theirs.perSecond;
    if (round > 0) ratios.push(ratio);
    const cells = [ours, theirs].flatMap(({ perSecond, p99Ms, cpuMsPerRequest }) => [perSecond.toFixed(0), p99Ms, cpuMsPerRequest.toFixed(2)]);
    console.log(`| ${[command.name, round > 0 ? round : 'warm-up', ...cells, ratio.toFixed(2), ours.refused + theirs.refused].join(' | ')} |`);
  }
  console.log(`| ${command.name} | median | | | | | | | **${median(ratios).toFixed(2)}** | |`);
}
await Promise.all([daybook.stop(), bare.stop()]);
rmSync(directory, { recursive: true, force: true });
