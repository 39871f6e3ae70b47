import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { measureRequests, METRICS_REGISTRY, newMetricsRegistry } from '../metrics/http.metrics.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { openApiDocument } from '../open-api/open-api.document.js';
import { finishRequestsBeforeClose } from './graceful-close.js';
import { problemOf, problemType } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { requestIdHeader, requestIdOf } from './request-id.js';
import { RouteTable } from './route-table.js';
import { requestValidation } from './validation.pipe.js';

const bodyLimitBytes = 16 * 1024 * 1024;
/** Bodies that are read as they come, however long they are. */
const streamed = ['text/csv', 'application/octet-stream', 'application/zip', 'application/x-tar', 'application/gzip'];

export type ApplicationModule = Type | DynamicModule;

/** What every application has beside its own module. */
@Module({})
class ServiceRoot {}

/** The router refuses a URL that it cannot read before Nest hears of it. */
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

/**
 * A Nest application on Fastify, ready to listen: validation, problems, request ids, streamed uploads, `/metrics`,
 * `/openapi.json`; closing it lets requests finish.
 */
export const createFastifyApplication = async (
  module: ApplicationModule,
  logger: LoggerService,
): Promise<NestFastifyApplication> => {
  const metrics = newMetricsRegistry();
  const routes = new RouteTable();
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    requestIdHeader: false,
    genReqId: requestIdOf,
    frameworkErrors: refuseMalformedUrl,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route) => routes.add(route));
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    done();
  });
  measureRequests(fastify, metrics);
  finishRequestsBeforeClose(fastify);
  fastify.addContentTypeParser(streamed, (_request, payload, done) => done(null, payload));

  const root = {
    module: ServiceRoot,
    imports: [module],
    controllers: [MetricsController],
    providers: [{ provide: METRICS_REGISTRY, useValue: metrics }],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { logger, abortOnError: false });
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter(routes));
  let document: object | undefined;
  fastify.get('/openapi.json', () => (document ??= openApiDocument(app)));
  return app;
};
