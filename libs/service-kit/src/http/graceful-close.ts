import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** So long a server that closes takes connections: whoever is told by an answer to go elsewhere has not to be refused. */
const acceptMs = 1000;
const graceMs = 5000;

const feeds = new WeakSet<ServerResponse>();

/** A feed never finishes: closing does not wait for it, its reader resumes elsewhere. */
export const noteFeed = (response: ServerResponse): void => void feeds.add(response);

/**
 * Lets requests that are being answered finish before connections are cut. Those that come meanwhile are answered too, and
 * told to come no more on that connection; after a while no new connection is taken.
 */
export const finishRequestsBeforeClose = (fastify: FastifyInstance, patienceMs: number = graceMs): void => {
  const open = new Set<ServerResponse>();
  let finished: () => void = () => undefined;
  const busy = (): boolean => [...open].some((response) => !feeds.has(response));
  const untilIdle = async (ms: number): Promise<void> => {
    if (!busy()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      finished = () => (clearTimeout(timer), resolve());
    });
  };

  fastify.addHook('onRequest', (_request, reply, done) => {
    open.add(reply.raw);
    reply.raw.once('close', () => {
      open.delete(reply.raw);
      if (!busy()) finished();
    });
    done();
  });
  fastify.addHook('preClose', async () => {
    const accepting = Math.min(acceptMs, patienceMs);
    await untilIdle(accepting);
    if (!busy()) return;
    fastify.server.close();
    await untilIdle(patienceMs - accepting);
  });
};
