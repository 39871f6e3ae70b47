import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, sourceOptions, temporaryDirectory } from '@daybook/testing';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const patienceMs = 60_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
};

describe.each(['training', 'serving'] as const)('A %s engine whose Kafka is away', (kind) => {
  const directory = temporaryDirectory();
  let engine: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/livez`;
    // Nobody listens on port 1.
    const env = { DAYBOOK_ENGINE_ID: 'e1', DAYBOOK_ENGINE_KIND: kind, DAYBOOK_ARTIFACTS_DIR: directory, DAYBOOK_KAFKA_BROKERS: '127.0.0.1:1' };
    engine = spawn(process.execPath, [...sourceOptions, main], { env: { ...process.env, ...env, DAYBOOK_ENGINE_HEALTH_PORT: String(port) }, stdio: 'ignore' });
  });
  afterAll(async () => {
    engine.kill('SIGKILL');
    if (engine.exitCode === null && engine.signalCode === null) await once(engine, 'exit');
  });

  const lives = async (): Promise<boolean> => (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok;

  it('says that it lives, and nothing once it hangs', async () => {
    await eventually(async () => expect(await lives()).toBe(true), patienceMs);
    engine.kill('SIGSTOP');
    await expect(lives()).rejects.toThrow();
    engine.kill('SIGCONT');
    await eventually(async () => expect(await lives()).toBe(true), patienceMs);
  }, 2 * patienceMs);
});
