import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { describeWithLocal } from './real-parts.js';

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

for (const name of ['kafka', 'mongo', 's3', 'log-server', 'toxiproxy'] as const) {
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
    }, 120_000);
  });
}
