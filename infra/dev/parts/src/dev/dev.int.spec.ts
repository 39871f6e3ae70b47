import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSource, temporaryDirectory } from '@daybook/testing';
import type { DevState } from './dev-state.js';
import { askPart } from './fixtures/part.questions.js';
import { processIdentity } from './process-identity.js';

const main = fileURLToPath(new URL('../dev.main.ts', import.meta.url));
const timeoutMs = 180_000;
const proxied = Object.keys(askPart) as (keyof typeof askPart)[];

describe('npm run dev:up and dev:down', () => {
  const directory = temporaryDirectory();
  const stateFile = join(directory, 'state.json');
  let foreign: ChildProcess | null = null;
  let told: string;

  const run = async (...args: readonly string[]): Promise<Readonly<{ out: string; told: string }>> => {
    const child = spawnSource(main, [...args, '--directory', directory]);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { out, told: err };
  };
  const state = (): DevState => JSON.parse(readFileSync(stateFile, 'utf8')) as DevState;
  const pids = (): readonly number[] => Object.values(state()).map(({ pid }) => pid);
  const settings = (out: string): ReadonlyMap<string, string> =>
    new Map([...out.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value = '']) => [name, value]));
  const enable = async (proxy: string, enabled: boolean): Promise<void> => {
    const api = `http://127.0.0.1:${state().toxiproxy?.ports.main}/proxies/${proxy}`;
    expect((await fetch(api, { method: 'POST', body: JSON.stringify({ enabled }) })).ok).toBe(true);
  };

  afterAll(async () => {
    foreign?.kill('SIGKILL');
    await run('down');
  }, timeoutMs);

  it('start every part, and find them running', async () => {
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
    told = first.out;

    const second = await run('up', '--free-ports');
    expect(second.out).toBe(told);
    expect(pids()).toEqual(started);
    expect(second.told.match(/was running/g)).toHaveLength(5);
  }, timeoutMs);

  it.each(proxied)('lead to %s through a proxy of its own, or past it', async (part) => {
    const [direct, through] = [settings(told), settings((await run('up', '--proxied')).out)];
    const answer = await askPart[part](direct);
    // The broker sends clients on to where they came in.
    const { main: own, proxy } = state()[part]?.ports ?? {};
    const wanted = JSON.parse(JSON.stringify(answer).replaceAll(`:${own}`, `:${proxy}`)) as unknown;
    expect(await askPart[part](through)).toEqual(wanted);
    await enable(part, false);
    await expect(askPart[part](through)).rejects.toThrow();
    expect(await askPart[part](direct)).toEqual(answer);
    await enable(part, true);
    expect(await askPart[part](through)).toEqual(wanted);
  }, timeoutMs);

  it('bring back what has died, also when another program has its number by now, and let that program be', async () => {
    const { mongo } = state();
    if (mongo === undefined) throw new Error('no mongo was started');
    process.kill(mongo.pid, 'SIGKILL');
    foreign = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    await once(foreign, 'spawn');
    const reused = { ...state(), mongo: { ...mongo, pid: foreign.pid } };
    writeFileSync(stateFile, JSON.stringify(reused));

    const third = await run('up');
    expect(third.out).toBe(told);
    expect(third.told).toContain('mongo runs on');
    expect(state().mongo?.pid).not.toBe(foreign.pid);

    const [last, { mongo: again }] = [pids(), state()];
    process.kill(again?.pid ?? 0, 'SIGKILL');
    writeFileSync(stateFile, JSON.stringify({ ...state(), mongo: { ...again, pid: foreign.pid } }));
    const down = await run('down');
    expect(down.told.match(/has ended/g)).toHaveLength(4);
    expect(down.told).toContain('mongo was not running');
    for (const pid of last) expect(await processIdentity(pid)).toBeNull();
    expect([foreign.exitCode, foreign.signalCode]).toEqual([null, null]);
    expect(await processIdentity(foreign.pid ?? 0)).not.toBeNull();
    expect(state()).toEqual({});
    expect((await run('down')).told).toBe('');
  }, timeoutMs);
});
