import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

const graceMs = 5000;

const feeds = new WeakSet<ServerResponse>();

/** A feed never finishes: closing does not wait for it, its reader resumes elsewhere. */
export const noteFeed = (response: ServerResponse): void => void feeds.add(response);

/** Lets requests that are being answered finish before connections are cut. */
export const finishRequestsBeforeClose = (fastify: FastifyInstance, patienceMs: number = graceMs): void => {
  const open = new Set<ServerResponse>();
  let finished: () => void = () => undefined;
  const busy = (): boolean => [...open].some((response) => !feeds.has(response));

  fastify.addHook('onRequest', (_request, reply, done) => {
    open.add(reply.raw);
    reply.raw.once('close', () => {
      open.delete(reply.raw);
      if (!busy()) finished();
    });
    done();
  });
  fastify.addHook('preClose', async () => {
    if (!busy()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      finished = () => (clearTimeout(timer), resolve());
    });
  });
};
