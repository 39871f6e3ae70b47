import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import type { FactBatch } from '@daybook/messaging';
import { eventually } from '@daybook/testing';
import { finishRequestsBeforeClose } from './graceful-close.js';
import { readerSignal, streamFacts } from './server-sent-events.js';

async function* endless(signal: AbortSignal): AsyncGenerator<FactBatch> {
  if (!signal.aborted) await once(signal, 'abort');
}

describe('closing a server', () => {
  let server: FastifyInstance;
  let origin: string;
  let answerNow: () => void;
  let asked: Promise<void>;

  const start = async (patienceMs: number): Promise<void> => {
    finishRequestsBeforeClose(server, patienceMs);
    origin = await server.listen({ port: 0, host: '127.0.0.1' });
  };

  beforeEach(() => {
    server = fastify({ forceCloseConnections: true, return503OnClosing: false });
    const answered = new Promise<void>((resolve) => (answerNow = resolve));
    asked = new Promise((resolve) => {
      server.get('/ordinary', async () => {
        resolve();
        await answered;
        return { done: true };
      });
    });
    server.get('/feed', (_request, reply) => {
      reply.hijack();
      void streamFacts(reply.raw, endless(readerSignal(reply.raw)));
    });
  });
  afterEach(() => {
    answerNow();
    return server.close();
  });

  it('waits for the answer to an ordinary request', async () => {
    await start(2 ** 30);
    const answer = fetch(`${origin}/ordinary`);
    await asked;
    const closing = server.close();
    answerNow();
    expect(await (await answer).json()).toEqual({ done: true });
    await closing;
  });

  it('answers what comes meanwhile, and says that it is the last on its connection; then takes no new one', async () => {
    server.get('/other', async () => ({ here: true }));
    await start(2 ** 30);
    const answer = fetch(`${origin}/ordinary`);
    await asked;
    const closing = server.close();
    const other = await fetch(`${origin}/other`);
    expect([other.status, other.headers.get('connection')]).toEqual([200, 'close']);
    await eventually(() => expect(fetch(`${origin}/other`)).rejects.toThrow());
    answerNow();
    expect(await (await answer).json()).toEqual({ done: true });
    await closing;
  });

  it('does not wait for the reader of a feed, however patient it is', async () => {
    await start(2 ** 30);
    const { body } = await fetch(`${origin}/feed`);
    await body?.getReader().read();
    await server.close();
  });

  it('cuts off a request that takes longer than its patience', async () => {
    await start(10);
    const answer = fetch(`${origin}/ordinary`);
    await asked;
    await Promise.all([expect(answer).rejects.toThrow(), server.close()]);
  });
});
