import 'reflect-metadata';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EmbeddedTransport } from '@daybook/messaging';
import { createFastifyApplication, PinoLogger, startTracing } from '@daybook/service-kit';
import type { StandaloneConfig } from './standalone.config.js';
import { StandaloneModule } from './standalone.module.js';

export type Standalone = Readonly<{ url: string; close: () => Promise<void> }>;

/** Everything at work but for the HTTP interface, which does not listen. */
export const createStandalone = async (config: StandaloneConfig, logger: LoggerService): Promise<NestFastifyApplication> => {
  const app = await createFastifyApplication(StandaloneModule.forRoot(config), logger);
  app.connectMicroservice({ strategy: app.get(EmbeddedTransport) }, { inheritAppConfig: false });
  await app.startAllMicroservices();
  // Projections and what else begins with the application.
  await app.init();
  return app;
};

/** Starts everything; resolves once requests are answered. */
export const startStandalone = async (
  config: StandaloneConfig,
  logger: LoggerService = new PinoLogger(config.logLevel),
): Promise<Standalone> => {
  const tracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'standalone' });
  const app = await createStandalone(config, logger);
  await app.listen(config.port, config.host);
  return { url: await app.getUrl(), close: () => app.close().finally(tracing.stop) };
};
