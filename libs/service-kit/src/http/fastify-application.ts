import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { METRICS_REGISTRY, newMetricsRegistry } from '../metrics/http.metrics.js';
import { measureWork } from '../metrics/work.metrics.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { openApiDocument } from '../open-api/open-api.document.js';
import { equipHttpEdge, httpEdgeOptions } from './http-edge.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';
import { requestValidation } from './validation.pipe.js';

const bodyLimitBytes = 16 * 1024 * 1024;
/** Bodies that are read as they come, however long they are. */
const streamed = ['text/csv', 'application/octet-stream', 'application/zip', 'application/x-tar', 'application/gzip'];

export type ApplicationModule = Type | DynamicModule;

/** What every application has beside its own module. */
@Module({})
class ServiceRoot {}

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
  const adapter = new FastifyAdapter({ ...httpEdgeOptions, bodyLimit: bodyLimitBytes });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route) => routes.add(route));
  equipHttpEdge(fastify, metrics);
  const stopMeasuring = measureWork(metrics);
  fastify.addHook('onClose', async () => stopMeasuring());
  fastify.addContentTypeParser(streamed, (_request, payload, done) => done(null, payload));

  const root = {
    module: ServiceRoot,
    imports: [module],
    controllers: [MetricsController],
    providers: [{ provide: METRICS_REGISTRY, useValue: metrics }],
    exports: [METRICS_REGISTRY],
    global: true,
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { logger, abortOnError: false });
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter(routes));
  let document: object | undefined;
  fastify.get('/openapi.json', () => (document ??= openApiDocument(app)));
  return app;
};
