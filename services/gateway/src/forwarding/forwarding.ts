import type { ServerResponse } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { noteFeed, problemOf } from '@daybook/service-kit';
import type { Router } from '../routing/router.js';
import type { UpstreamTurns } from '../upstream.turns.js';
import type { UpstreamName } from '../upstream.types.js';
import { answerHeaders, isClosing, requestHeaders } from './forwarded-headers.js';
import { sendProblem } from './send-problem.js';
import type { UpstreamAgent } from './upstream.agent.js';
import { isAway, upstreamProblem } from './upstream.problem.js';

export type Forwarding = Readonly<{ router: Router; turns: UpstreamTurns; agent: UpstreamAgent }>;
type Retry = Readonly<{ err: Error & { code?: string }; req: { method?: string }; attempt: number }>;

/** An idle connection that the service closes just then; asking again is harmless where nothing is changed. */
const retryDelay = ({ err, req, attempt }: Retry): number | null =>
  attempt === 0 && err?.code === 'UND_ERR_SOCKET' && (req.method === 'GET' || req.method === 'HEAD') ? 1 : null;

/** Every path that belongs to a service goes there as it is, bodies and answers as streams. */
export const forwardToOwners = (fastify: FastifyInstance, { router, turns, agent }: Forwarding): void => {
  const asked = new WeakMap<FastifyRequest, string>();
  const ownerOf = ({ url }: Pick<FastifyRequest, 'url'>): UpstreamName | undefined => router.ruleFor(url)?.owner;
  void fastify.register(httpProxy, {
    upstream: '',
    routes: ['/*'],
    undici: agent as never,
    disableCache: true,
    disableRequestLogging: true,
    internalRewriteLocationHeader: false,
    preHandler: (request, reply, done) => {
      if (ownerOf(request) !== undefined) return agent.onBehalfOf(reply.raw, done);
      void sendProblem(reply, problemOf('route-not-found', 404, `nothing is at ${request.method} ${request.url}`));
    },
    replyOptions: {
      getUpstream: (request) => {
        const instance = turns.next(ownerOf(request) as UpstreamName);
        asked.set(request as FastifyRequest, instance);
        return instance;
      },
      rewriteRequestHeaders: (request, headers) => requestHeaders(headers, request),
      rewriteHeaders: (headers, request) => {
        if (isClosing(headers)) turns.away(asked.get(request as FastifyRequest) ?? '');
        return answerHeaders(headers);
      },
      retryDelay: retryDelay as never,
      onResponse: (_request, reply, answer) => {
        if (String(reply.getHeader('content-type')).startsWith('text/event-stream')) noteFeed(reply.raw as ServerResponse);
        void reply.send((answer as unknown as { stream: NodeJS.ReadableStream }).stream);
      },
      onError: (reply, { error }) => {
        const { request } = reply;
        if (isAway(error)) turns.away(asked.get(request as FastifyRequest) ?? '');
        if (!request.raw.complete) void reply.header('connection', 'close');
        void sendProblem(reply as FastifyReply, upstreamProblem(ownerOf(request) as UpstreamName, request.method, error));
      },
    },
  });
};
