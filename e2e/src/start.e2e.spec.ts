import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandaloneProcess } from './harness/standalone.process.js';

describe('A start that cannot be', () => {
  const running = new StandaloneProcess();
  let occupied: Server;

  beforeAll(async () => {
    await running.start();
    occupied = createServer().listen(0, '127.0.0.1');
    await once(occupied, 'listening');
    writeFileSync(join(running.directory, 'file'), '');
  }, 60_000);
  afterAll(async () => {
    await new Promise((resolve) => occupied.close(resolve));
    await running.stop();
  }, 60_000);

  it.each([
    ['a port in use', () => ({ DAYBOOK_PORT: String((occupied.address() as AddressInfo).port) }), /^Daybook cannot start: listen EADDRINUSE/],
    ['a file for a data directory', () => ({ DAYBOOK_DATA_DIR: join(running.directory, 'file') }), /^Daybook cannot start: .*file/],
    ['a log that another process has', () => ({ DAYBOOK_DATA_DIR: running.directory }), /log\.db is in use by process \d+/],
    ['a setting that is none', () => ({ DAYBOOK_PORT: 'http' }), /^DAYBOOK_PORT=http is not valid/],
  ] as const)('says in its last line what is in its way, without a stack: %s', async (_what, env, expected) => {
    const refused = new StandaloneProcess(env());
    await expect(refused.start()).rejects.toThrow(/ended with 1/);
    const lines = refused.log().split('\n');
    expect(lines.at(-1)).toMatch(expected);
    expect(lines.filter((line) => /^ +at /.test(line))).toEqual([]);
    await refused.stop();
  }, 60_000);
});
