import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleLogger } from '@nestjs/common';
import { WaitingRoom } from './waiting-room.js';

const quiet = new ConsoleLogger({ logLevels: ['fatal'] });

describe('the waiting room of a service', () => {
  let room: WaitingRoom;
  const stopping = new AbortController();
  beforeEach(async () => {
    room = await WaitingRoom.open({ host: '127.0.0.1', port: 0 }, quiet, stopping.signal);
  });
  afterEach(() => room.close());

  const ask = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(`http://127.0.0.1:${room.port}${path}`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('is alive and not ready, and says which address it waits for and why', async () => {
    let there = false;
    const connect = (): Promise<string> => (there ? Promise.resolve('log') : Promise.reject(new Error('refused')));
    const waited = room.waitFor({ name: 'event-log', address: 'kurrentdb://log:2113', connect });
    expect(await ask('/livez')).toMatchObject({ status: 200 });
    for (const probe of ['/readyz', '/startupz']) {
      const { status, body } = await ask(probe);
      expect(status).toBe(503);
      expect(body).toMatchObject({ checks: [{ name: 'event-log', reason: expect.stringContaining('waiting for kurrentdb://log:2113') }] });
    }
    expect(await ask('/v1/repositories')).toMatchObject({ status: 503, body: { code: 'service-starting' } });
    there = true;
    expect(await waited).toBe('log');
    expect((await ask('/readyz')).body).toMatchObject({ checks: [] });
  });

  it('stops waiting when the start is given up', async () => {
    const waited = room.waitFor({ name: 'kafka', address: 'broker:9092', connect: () => Promise.reject(new Error('refused')) });
    stopping.abort();
    await expect(waited).rejects.toThrow();
  });

  it('frees the port at once, also when somebody keeps a connection open', async () => {
    const { port } = room;
    await ask('/livez');
    await room.close();
    const next = await WaitingRoom.open({ host: '127.0.0.1', port }, quiet, stopping.signal);
    expect(next.port).toBe(port);
    await next.close();
    room = await WaitingRoom.open({ host: '127.0.0.1', port: 0 }, quiet, stopping.signal);
  });
});
