import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { IpcEngineChannel, IpcEngineTransport } from '@daybook/messaging';
import { startTracing } from '@daybook/service-kit/tracing';
import { engineConfigFrom } from './engine.config.js';
import { EngineLife } from './engine.life.js';
import { EngineModule } from './engine.module.js';

const tracing = await startTracing({ endpoint: process.env['DAYBOOK_OTLP_ENDPOINT'] ?? '', service: 'engine' });
const channel = new IpcEngineChannel();
const strategy = new IpcEngineTransport(channel);
const app = await NestFactory.createMicroservice(EngineModule.forRoot(engineConfigFrom(process.env), channel), {
  strategy,
  logger: ['error', 'warn'],
});
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
