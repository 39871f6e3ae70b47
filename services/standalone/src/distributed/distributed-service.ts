import 'reflect-metadata';
import type { LoggerService } from '@nestjs/common';
import { KafkaTransport } from '@daybook/messaging/kafka';
import { createFastifyApplication, PinoLogger, startTracing, WaitingRoom } from '@daybook/service-kit';
import { connectPorts } from './distributed-ports.js';
import { DistributedServiceModule } from './distributed-service.module.js';
import type { ServiceName } from './service.names.js';
import type { ServiceConfig } from './service.config.js';

export type RunningService = Readonly<{ url: string; close: () => Promise<void> }>;
type Start = Readonly<{ logger?: LoggerService; stopping?: AbortSignal }>;

/** Starts one service as a process of its own; resolves once requests are answered. */
export const startDistributedService = async (name: ServiceName, config: ServiceConfig, start: Start = {}): Promise<RunningService> => {
  const { logger = new PinoLogger(config.logLevel, { service: name }), stopping = new AbortController().signal } = start;
  const tracing = await startTracing({ endpoint: config.otlpEndpoint, service: name });
  const room = await WaitingRoom.open(config, logger, stopping);
  const { port } = room;
  try {
    const ports = await connectPorts(config, room, logger);
    const app = await createFastifyApplication(DistributedServiceModule.forRoot(name, config, ports), logger);
    app.connectMicroservice({ strategy: app.get(KafkaTransport) }, { inheritAppConfig: false });
    await app.startAllMicroservices();
    await room.close();
    await app.listen(port, config.host);
    return { url: await app.getUrl(), close: () => app.close().finally(tracing.stop) };
  } catch (error) {
    await room.close();
    throw error;
  }
};
