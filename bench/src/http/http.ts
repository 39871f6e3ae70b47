import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuTimeMs } from '../processes/cpu-time.js';
import { load } from '../processes/load.js';
import type { LoadResult } from '../processes/load.process.js';
import { startDaybook, startProcess, type Server } from '../processes/server.process.js';

/**
 * Durable commands per second through HTTP, beside two bare Fastify servers: one whose routes make the same durable
 * appends to the same log and do nothing else, and one whose routes call the same commands of the same product. Each
 * server and the load generator are processes of their own; after rounds to warm up, they are measured in turn, and
 * ratios are of one round, so that what else the machine does meets all of them.
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

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What is still being told and shown must not run while another one is measured. */
const idle = async ({ pid }: Server): Promise<void> => {
  for (let before = cpuTimeMs(pid); ; ) {
    await pause(300);
    const now = cpuTimeMs(pid);
    if (!(now - before > 30)) return;
    before = now;
  }
};

const measured = async (server: Server, { send }: Command, run: string): Promise<Measured> => {
  const before = cpuTimeMs(server.pid);
  const result = await send(server, run);
  const used = cpuTimeMs(server.pid) - before;
  return { ...result, cpuMsPerRequest: used / amount };
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const row = (...cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);

const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
const product = await startDaybook(join(directory, 'data'), { DAYBOOK_TRAINING_ENGINES: '0', DAYBOOK_SERVING_ENGINES: '0' });
const peers = [
  { name: 'bare Fastify, same appends', server: await startProcess(new URL('./bare-fastify.process.js', import.meta.url), [join(directory, 'bare.db')]) },
  { name: 'bare Fastify, same commands', server: await startProcess(new URL('./same-commands.process.js', import.meta.url), [join(directory, 'same')]) },
];
row('command', 'round', 'server', 'per second', 'p99 ms', 'CPU ms each', 'refused', 'Daybook ÷ this');
row(...Array.from({ length: 8 }, () => '---'));
for (const command of commands) {
  const ratios = new Map<string, number[]>();
  for (let round = 1 - warmUps; round <= rounds; round += 1) {
    const said = round > 0 ? round : 'warm-up';
    const ours = await measured(product, command, `ours${round + warmUps}`);
    await idle(product);
    row(command.name, said, 'Daybook', ours.perSecond.toFixed(0), ours.p99Ms, ours.cpuMsPerRequest.toFixed(2), ours.refused, '');
    for (const { name, server } of peers) {
      const theirs = await measured(server, command, `peer${round + warmUps}`);
      await idle(server);
      const ratio = ours.perSecond / theirs.perSecond;
      if (round > 0) ratios.set(name, [...(ratios.get(name) ?? []), ratio]);
      row(command.name, said, name, theirs.perSecond.toFixed(0), theirs.p99Ms, theirs.cpuMsPerRequest.toFixed(2), theirs.refused, ratio.toFixed(2));
    }
  }
  for (const [name, values] of ratios) row(command.name, 'median', name, '', '', '', '', `**${median(values).toFixed(2)}**`);
}
await Promise.all([product, ...peers.map(({ server }) => server)].map((server) => server.stop()));
rmSync(directory, { recursive: true, force: true });
