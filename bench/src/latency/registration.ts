import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { load } from '../processes/load.js';
import { startDaybook } from '../processes/server.process.js';

/**
 * How long reads take while a large table is registered, beside the same when nothing does: so many requests per second from
 * another process, for as long as the registration takes. Usage, after a build: npm run bench:registration -- [MB] [requests per second]
 */
const megabytes = Number(process.argv[2] ?? 60);
const ratePerS = Number(process.argv[3] ?? 100);
const connections = 8;
const durationS = 8;

/** Numbers, a category, a date and words, different in each row. */
function* table(): Generator<string> {
  yield 'id,amount,plan,since,words\n';
  let written = 0;
  for (let id = 0; written < megabytes * 1e6; ) {
    const rows: string[] = [];
    for (const end = id + 1000; id < end; id += 1) {
      const spread = (id * 2_654_435_761) % 2 ** 32;
      rows.push(`${id},${(spread / 1e5).toFixed(3)},plan ${spread % 7},2026-0${1 + (id % 9)}-1${id % 9},word ${spread} and then ${id} more of them\n`);
    }
    const text = rows.join('');
    written += text.length;
    yield text;
  }
}

const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-registration-'));
const file = join(directory, 'table.csv');
await pipeline(Readable.from(table()), createWriteStream(file));
const daybook = await startDaybook(join(directory, 'data'), { DAYBOOK_SERVING_ENGINES: '0' });
for (let n = 0; n < 50; n += 1) {
  const body = JSON.stringify({ name: `other-${n}` });
  await fetch(`${daybook.url}/v1/repositories`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}
const reads = () => load({ url: daybook.url, method: 'GET', path: '/v1/repositories?limit=20', connections, ratePerS, durationS });
await reads();
const idle = await reads();
const begun = performance.now();
const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
const init = { method: 'POST', headers: { 'content-type': 'text/csv' }, body, duplex: 'half' };
let tookS = 0;
const registration = fetch(`${daybook.url}/v1/datasets?name=large`, init as RequestInit).then(async (answer) => {
  if (!answer.ok) throw new Error(await answer.text());
  tookS = (performance.now() - begun) / 1000;
});
const busy = await reads();
const alone = tookS > 0 && tookS < durationS ? ` (it was done after ${tookS.toFixed(1)} s of ${durationS})` : '';
await registration;
console.log(`| ${ratePerS} reads per second | p50 ms | p99 ms |\n|---|---|---|`);
console.log(`| idle | ${idle.p50Ms} | ${idle.p99Ms} |`);
console.log(`| while ${megabytes} MB are registered, in ${tookS.toFixed(1)} s${alone} | ${busy.p50Ms} | ${busy.p99Ms} |`);
await daybook.stop();
rmSync(directory, { recursive: true, force: true });
