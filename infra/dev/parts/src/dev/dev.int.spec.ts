import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSource, temporaryDirectory } from '@daybook/testing';
import type { DevState } from './dev-state.js';
import { processIdentity } from './process-identity.js';

const main = fileURLToPath(new URL('../dev.main.ts', import.meta.url));
const timeoutMs = 180_000;

describe('npm run dev:up and dev:down', () => {
  const directory = temporaryDirectory();
  const run = async (...args: readonly string[]): Promise<Readonly<{ out: string; told: string }>> => {
    const child = spawnSource(main, [...args, '--directory', directory]);
    const [out, told] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { out, told };
  };
  const state = (): DevState => JSON.parse(readFileSync(join(directory, 'state.json'), 'utf8')) as DevState;
  const pids = (): readonly number[] => Object.values(state()).map(({ pid }) => pid);
  const settings = (out: string): ReadonlyMap<string, string> =>
    new Map([...out.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value = '']) => [name, value]));

  afterAll(() => run('down'), timeoutMs);

  it('start every part, find them running, bring back what has died, and end them', async () => {
    const first = await run('up', '--free-ports');
    expect(first.told).not.toContain('was running');
    const started = pids();
    expect(started).toHaveLength(5);
    expect([...settings(first.out).keys()].filter((name) => name.endsWith('URL') || name.endsWith('BROKERS') || name.endsWith('ENDPOINT')).sort()).toEqual([
      'DAYBOOK_EVENT_STORE_URL',
      'DAYBOOK_KAFKA_BROKERS',
      'DAYBOOK_MONGO_URL',
      'DAYBOOK_S3_ENDPOINT',
    ]);

    const second = await run('up', '--free-ports');
    expect(second.out).toBe(first.out);
    expect(pids()).toEqual(started);
    expect(second.told.match(/was running/g)).toHaveLength(5);

    const proxied = await run('up', '--proxied');
    const throughProxy = settings(proxied.out).get('DAYBOOK_S3_ENDPOINT');
    expect(throughProxy).not.toBe(settings(first.out).get('DAYBOOK_S3_ENDPOINT'));
    expect((await fetch(`${throughProxy}/minio/health/ready`)).status).toBe(200);

    process.kill(state().mongo?.pid ?? 0, 'SIGKILL');
    const third = await run('up');
    expect(third.out).toBe(first.out);
    expect(third.told).toContain('mongo runs on');

    const last = pids();
    expect((await run('down')).told.match(/has ended/g)).toHaveLength(5);
    for (const pid of last) expect(await processIdentity(pid)).toBeNull();
    expect(state()).toEqual({});
    expect((await run('down')).told).toBe('');
  }, timeoutMs);
});
