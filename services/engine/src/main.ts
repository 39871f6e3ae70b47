import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { IpcEngineTransport } from '@daybook/messaging';
import { engineConfigFrom } from './engine.config.js';
import { EngineLife } from './engine.life.js';
import { EngineModule } from './engine.module.js';

const app = await NestFactory.create(EngineModule.forRoot(engineConfigFrom(process.env)), { logger: ['error', 'warn'] });
app.connectMicroservice({ strategy: app.get(IpcEngineTransport) });
await app.startAllMicroservices();
const life = app.get(EngineLife);
await life.begin();

process.once('SIGTERM', () => {
  void life
    .end()
    .then(() => app.close())
    .finally(() => process.exit(0));
});
