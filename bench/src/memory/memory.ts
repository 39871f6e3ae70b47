import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDaybook } from '../processes/server.process.js';
import { memoryOf } from './process-memory.js';

/**
 * Memory of the idle product: the service, one training and one serving engine, on an empty data directory, at once and
 * after a while. Read from /proc, so on Linux only. Usage, after a build: npm run bench:memory -- [seconds to wait]
 */
const waitS = Number(process.argv[2] ?? 30);
const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-memory-'));
const daybook = await startDaybook(directory);

const enginesReady = async (): Promise<boolean> => {
  const { items } = (await (await fetch(`${daybook.url}/v1/engines`)).json()) as { items: readonly unknown[] };
  return items.length === 2;
};
while (!(await enginesReady())) await new Promise((resolve) => setTimeout(resolve, 100));

console.log('| when | process | RSS MB | PSS MB | private MB |\n|---|---|---|---|---|');
for (const when of ['at the start', `idle for ${waitS} s`]) {
  if (when !== 'at the start') await new Promise((resolve) => setTimeout(resolve, waitS * 1000));
  const processes = memoryOf(daybook.pid);
  for (const { command, rss, pss, private: own } of processes) console.log(`| ${[when, command, ...[rss, pss, own].map((value) => value.toFixed(0))].join(' | ')} |`);
  const sum = (field: 'rss' | 'pss' | 'private'): string => processes.reduce((total, one) => total + one[field], 0).toFixed(0);
  console.log(`| ${when} | **all** | ${sum('rss')} | **${sum('pss')}** | ${sum('private')} |`);
}
await daybook.stop();
rmSync(directory, { recursive: true, force: true });
