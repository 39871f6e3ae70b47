import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { describeWithLocal } from './real-parts.js';
import { sharedPart } from './real-parts/shared-parts.js';
import { spawnSource } from './source-process.js';
import { temporaryDirectory } from './temporary-directory.js';

const timeoutMs = 120_000;
const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Whether something accepts a connection there. */
const isListening = async (port: number): Promise<boolean> => {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

for (const name of ['kafka', 'mongo', 'forgetful-mongo', 's3', 'log-server', 'toxiproxy'] as const) {
  await describeWithLocal(name, `${name} as a real part of a spec`, (part) => {
    it('serves, dies, and serves again on the same port', async () => {
      expect(await isListening(part.port('main'))).toBe(true);
      await part.kill9();
      expect(await isListening(part.port('main'))).toBe(false);
      await part.restart();
      expect(await isListening(part.port('main'))).toBe(true);
      await part.stop();
      expect(await isListening(part.port('main'))).toBe(false);
      await part.restart();
      expect(await isListening(part.port('main'))).toBe(true);
    }, timeoutMs);
  });
}

await describeWithLocal('toxiproxy', 'A part that can be paused', (part) => {
  it('keeps its port and says nothing until it is resumed', async () => {
    const ask = (): Promise<Response> => fetch(`${part.url}/version`, { signal: AbortSignal.timeout(500) });
    await part.pause();
    expect(await isListening(part.port('main'))).toBe(true);
    await expect(ask()).rejects.toMatchObject({ name: 'TimeoutError' });
    await part.resume();
    expect((await ask()).status).toBe(200);
  });

  it.each(['running', 'paused'])('ends with a spec that is killed, also when it is %s', async (how) => {
    const spec = spawnSource(pathOf('./fixtures/holding-part.main.ts'), [how]);
    const [port] = (await once(createInterface(spec.stdout), 'line')) as [string];
    expect(await isListening(Number(port))).toBe(true);
    spec.kill('SIGKILL');
    await eventually(async () => expect(await isListening(Number(port))).toBe(false));
  }, timeoutMs);
});

describe('Where a part cannot be had', () => {
  const emptyLocalDirectory = temporaryDirectory();
  /** A machine without any program. */
  const runSuite = async (environment: NodeJS.ProcessEnv): Promise<Readonly<{ code: number; said: string }>> => {
    const args = ['--experimental-vm-modules', '--no-warnings', pathOf('../../../node_modules/jest/bin/jest.js'), '--testMatch', '**/missing-part.fixture.ts'];
    const env = { ...process.env, PATH: '', DAYBOOK_LOCAL_DIR: emptyLocalDirectory, ...environment };
    const jest = spawn(process.execPath, args, { cwd: pathOf('../../..'), env });
    const [said, [code]] = await Promise.all([text(jest.stderr), once(jest, 'exit') as Promise<[number]>]);
    return { code, said };
  };

  it('a suite is skipped with a line that says what is missing', async () => {
    const { code, said } = await runSuite({ CI: '' });
    expect(said).toContain('SKIPPED "A suite that needs a proxy", for want of a real part: toxiproxy: go is not installed on this machine');
    expect(code).toBe(0);
    expect(said).toMatch(/1 passed/);
  }, timeoutMs);

  it('a suite fails in CI', async () => {
    const { code, said } = await runSuite({ CI: 'true' });
    expect(code).toBe(1);
    expect(said).toContain('a real part is missing: toxiproxy: go is not installed');
  }, timeoutMs);
});

describe('A part that the environment names', () => {
  it('is taken as it is', () => {
    const keys = { DAYBOOK_TEST_S3_ACCESS_KEY_ID: 'id', DAYBOOK_TEST_S3_SECRET_ACCESS_KEY: 'secret' };
    expect(sharedPart('s3', { DAYBOOK_TEST_S3_ENDPOINT: 'http://s3', ...keys })).toEqual({
      url: 'http://s3',
      ports: {},
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    });
    expect(sharedPart('kafka', { DAYBOOK_TEST_KAFKA_BROKERS: 'a:1,b:2' })).toMatchObject({ url: 'a:1,b:2', credentials: null });
    expect(sharedPart('mongo', { DAYBOOK_TEST_MONGO_URL: '' })).toBeNull();
    expect(sharedPart('toxiproxy', {})).toBeNull();
  });
});
