import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { problemOf, problemType } from './problem.js';

type Asked = Readonly<{ method: string; headers: IncomingHttpHeaders }>;

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a page of another origin asks for a change through somebody's browser, which sends forms and bare POSTs without
 * asking here first. Browsers say so in `Sec-Fetch-Site`, older ones in `Origin` alone; other clients send neither.
 */
export const isFromAnotherSite = ({ method, headers }: Asked): boolean => {
  if (changesNothing.has(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  if (origin === undefined) return false;
  const host = headers['x-forwarded-host'] ?? headers.host;
  return !URL.canParse(origin) || new URL(origin).host !== host;
};

/** Answers such requests 403, before anything else looks at them. */
export const refuseOtherSites = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isFromAnotherSite(request)) return done();
    const detail = 'a page of another origin asks for a change; pages may do so from this origin alone';
    void reply.status(403).header('content-type', problemType).send(problemOf('cross-site-request', 403, detail));
  });
};
