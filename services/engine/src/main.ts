import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { startTracing } from '@daybook/service-kit/tracing';
import { engineConfigFrom } from './engine.config.js';
import { EngineLife } from './engine.life.js';
import { engineLogger } from './engine.logger.js';
import { engineWire } from './engine.wire.js';
import { EngineModule } from './engine.module.js';
import { HealthServer } from './health.server.js';

const tracing = await startTracing({ endpoint: process.env['DAYBOOK_OTLP_ENDPOINT'] ?? '', service: 'engine' });
const config = engineConfigFrom(process.env);
const logger = engineLogger(config.logLevel);
// Before anything is waited for.
const health = config.healthPort === 0 ? null : await HealthServer.listen(config.healthPort);
const { reports, strategy } = await engineWire(config, logger);
const app = await NestFactory.createMicroservice(EngineModule.forRoot(config, reports), { strategy, logger });
await app.listen();
const life = app.get(EngineLife);
await life.begin();

process.once('SIGTERM', () => {
  void life
    .end()
    .then(() => app.close())
    .then(() => health?.close())
    .then(() => tracing.stop())
    .finally(() => process.exit(0));
});
