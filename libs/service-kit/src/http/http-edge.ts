import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { measureRequests } from '../metrics/http.metrics.js';
import { httpRequestChannel } from '../telemetry/http-request.channel.js';
import { refuseOtherSites } from './cross-site.js';
import { finishRequestsBeforeClose } from './graceful-close.js';
import { problemOf, problemType } from './problem.js';
import { requestIdHeader, requestIdOf } from './request-id.js';

/** The router refuses a URL that it cannot read before any handler hears of it. */
const refuseMalformedUrl = (
  { statusCode = 400, message }: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void => {
  void reply
    .status(statusCode)
    .header('content-type', problemType)
    .send(problemOf('invalid-request', statusCode, message));
};

/** What every HTTP server of Daybook is made with: ids of requests, problems for URLs that nobody can read. */
export const httpEdgeOptions = {
  forceCloseConnections: true,
  return503OnClosing: false,
  requestIdHeader: false,
  genReqId: requestIdOf,
  frameworkErrors: refuseMalformedUrl,
} as const;

/** The route under which a request is counted: ids in a path would make a series each. */
export type RouteOf = (request: FastifyRequest) => string;
const patternOf: RouteOf = (request) => request.routeOptions.url ?? 'none';

/** Answers carry the id of their request, requests are measured, those of other sites refused, and closing lets them finish. */
export const equipHttpEdge = (fastify: FastifyInstance, metrics: Registry, routeOf: RouteOf = patternOf): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    if (httpRequestChannel.hasSubscribers) httpRequestChannel.publish({ request, reply, route: routeOf(request) });
    done();
  });
  measureRequests(fastify, metrics, routeOf);
  refuseOtherSites(fastify);
  finishRequestsBeforeClose(fastify);
};
