import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { Ports } from './part.js';

/** Below the range from which systems take the ports of outgoing connections: those could take one while its server is down. */
const range = { from: 20_000, to: 32_000 };

/** As many free ports of 127.0.0.1 as `names` has, under its names. */
export const freePorts = async (names: Ports): Promise<Ports> => {
  const found: Record<string, number> = {};
  for (const name of Object.keys(names)) found[name] = await freePort(Object.values(found));
  return { ...names, ...found };
};

const freePort = async (taken: readonly number[]): Promise<number> => {
  for (;;) {
    const port = randomInt(range.from, range.to);
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
