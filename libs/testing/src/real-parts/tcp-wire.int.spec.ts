import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../eventually.js';
import { TcpWire } from './tcp-wire.js';

/** One end of a connection: what came there, and whether the other side has ended. */
class End {
  heard = '';
  ended = false;
  constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.heard += chunk.toString()));
    socket.on('end', () => (this.ended = true));
    socket.on('error', () => undefined);
  }
}

describe('A wire between two that talk', () => {
  let server: Server;
  let wire: TcpWire;
  let asked: End;
  let asking: End;
  const come = async (): Promise<void> => {
    const came = once(server, 'connection') as Promise<[Socket]>;
    asking = new End(connect({ port: wire.port, host: '127.0.0.1', allowHalfOpen: true }));
    asked = new End((await came)[0]);
  };
  const talk = (word: string): void => {
    asking.socket.write(word);
    asked.socket.write(word);
  };

  beforeAll(async () => {
    server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());
  beforeEach(async () => {
    wire = await TcpWire.to((server.address() as AddressInfo).port);
    await come();
    talk('a');
    await eventually(() => expect([asked.heard, asking.heard]).toEqual(['a', 'a']));
  });
  afterEach(() => {
    wire.close();
    asking.socket.destroy();
    asked.socket.destroy();
  });

  it('loses the answers alone, and says that there will be none', async () => {
    wire.halve('answers');
    await eventually(() => expect(asking.ended).toBe(true));
    talk('b');
    await eventually(() => expect(asked.heard).toBe('ab'));
    expect([asking.heard, asked.ended]).toEqual(['a', false]);
  });

  it('loses the requests alone, and says that there will be none', async () => {
    wire.halve('requests');
    await eventually(() => expect(asked.ended).toBe(true));
    talk('b');
    await eventually(() => expect(asking.heard).toBe('ab'));
    expect([asked.heard, asking.ended]).toEqual(['a', false]);
  });

  it('halves each new connection too until it is mended', async () => {
    wire.keepHalving('answers');
    await come();
    talk('b');
    await eventually(() => expect([asking.heard, asking.ended, asked.ended]).toEqual(['b', true, false]));
    await wire.mend();
    await come();
    await new Promise((resolve) => setTimeout(resolve, 400));
    talk('c');
    await eventually(() => expect([asking.heard, asked.heard]).toEqual(['c', 'c']));
    expect(asking.ended).toBe(false);
  });

  it('breaks what it carries and lets nobody in, until it is mended', async () => {
    wire.refuse();
    await eventually(() => expect([asking.ended, asked.ended]).toEqual([true, true]));
    const refused = connect(wire.port, '127.0.0.1');
    expect(((await once(refused, 'error')) as [NodeJS.ErrnoException])[0].code).toBe('ECONNREFUSED');
    await wire.mend();
    await come();
    talk('d');
    await eventually(() => expect([asking.heard, asked.heard]).toEqual(['d', 'd']));
  });
});
