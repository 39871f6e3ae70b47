import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { startTracing } from '@daybook/service-kit/tracing';
import { engineConfigFrom } from './engine.config.js';
import { EngineLife } from './engine.life.js';
import { engineWire } from './engine.wire.js';
import { EngineModule } from './engine.module.js';

const tracing = await startTracing({ endpoint: process.env['DAYBOOK_OTLP_ENDPOINT'] ?? '', service: 'engine' });
const config = engineConfigFrom(process.env);
const { reports, strategy } = await engineWire(config, new Logger('Engine'));
const app = await NestFactory.createMicroservice(EngineModule.forRoot(config, reports), { strategy, logger: ['error', 'warn'] });
await app.listen();
const life = app.get(EngineLife);
await life.begin();

process.once('SIGTERM', () => {
  void life
    .end()
    .then(() => app.close())
    .then(() => tracing.stop())
    .finally(() => process.exit(0));
});
