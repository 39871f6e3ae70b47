import type { Type } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ProblemFilter } from './problem.filter.js';
import { requestValidation } from './validation.pipe.js';

const bodyLimitBytes = 16 * 1024 * 1024;
/** Bodies that are read as they come, however long they are. */
const streamed = ['text/csv', 'application/octet-stream', 'application/zip', 'application/x-tar', 'application/gzip'];

export type ApplicationModule = Type | Parameters<typeof NestFactory.create>[0];

/** A Nest application on Fastify with validation, problems and streamed uploads, ready to listen. */
export const createFastifyApplication = async (module: ApplicationModule, logger: LoggerService): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({ bodyLimit: bodyLimitBytes, forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger, abortOnError: false });
  app.getHttpAdapter().getInstance().addContentTypeParser(streamed, (_request: unknown, payload: unknown, done: (error: null, body: unknown) => void) => done(null, payload));
  app.useGlobalPipes(requestValidation());
  app.useGlobalFilters(new ProblemFilter());
  return app;
};
