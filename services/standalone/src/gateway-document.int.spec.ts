import 'reflect-metadata';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startGateway, upstreamNames, type Gateway, type UpstreamName, type Upstreams } from '@daybook/gateway/start';
import { EmbeddedMessagingModule } from '@daybook/messaging';
import { createFastifyApplication, HEALTH_CHECKS, HealthController, OperationsController } from '@daybook/service-kit';
import { temporaryDirectory } from '@daybook/testing';
import { services } from './distributed/service.catalog.js';
import { serviceConfigFrom } from './distributed/service.config.js';
import { PlatformModule } from './platform.module.js';
import { standaloneConfigFrom } from './standalone.config.js';
import { startStandalone } from './standalone.js';

type Document = Readonly<{ paths: Record<string, object>; components: { schemas: Record<string, object> } }>;

const settings = serviceConfigFrom({ DAYBOOK_ENGINE_LEASE_MS: '1000', DAYBOOK_RUN_MAX_ATTEMPTS: '1' });
const quiet = { log: () => undefined, error: () => undefined, warn: () => undefined };
class OneService {}

describe('the document of the interface', () => {
  const directory = temporaryDirectory();
  const configIn = (name: string) =>
    standaloneConfigFrom({ DAYBOOK_DATA_DIR: join(directory, name), DAYBOOK_PORT: '0', DAYBOOK_TRAINING_ENGINES: '0', DAYBOOK_SERVING_ENGINES: '0' });
  const closing: (() => Promise<void>)[] = [];
  let gateway: Gateway;
  let whole: Document;

  /** A service as an application of its own, on parts of its own. */
  const startAlone = async (name: UpstreamName): Promise<string> => {
    const config = configIn(name);
    const { module, besides = () => [] } = services[name];
    const messaging = EmbeddedMessagingModule.forRoot({ publishings: [], stateFile: ':memory:' });
    const app: NestFastifyApplication = await createFastifyApplication(
      {
        module: OneService,
        imports: [PlatformModule.forRoot(config), messaging, module(settings), ...besides(settings)],
        providers: [{ provide: HEALTH_CHECKS, useValue: [] }],
        controllers: [HealthController, OperationsController],
      },
      quiet,
    );
    await app.listen(0, '127.0.0.1');
    closing.push(() => app.close());
    return app.getUrl();
  };
  const documentOf = async (url: string): Promise<Document> => (await (await fetch(`${url}/openapi.json`)).json()) as Document;

  beforeAll(async () => {
    const upstreams: Partial<Record<UpstreamName, string>> = {};
    for (const name of upstreamNames) upstreams[name] = await startAlone(name);
    gateway = await startGateway({ host: '127.0.0.1', port: 0, upstreams: upstreams as Upstreams, logLevel: 'fatal' });
    const standalone = await startStandalone(configIn('standalone'), quiet);
    closing.push(gateway.close, standalone.close);
    whole = await documentOf(standalone.url);
  }, 60_000);
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('is the same from five services behind the gateway as from one process', async () => {
    const merged = await documentOf(gateway.url);
    expect(Object.keys(merged.paths).sort()).toEqual(Object.keys(whole.paths).sort());
    expect(merged.components.schemas).toEqual(whole.components.schemas);
    expect(merged.paths).toEqual(whole.paths);
  });

  it('has services behind it that are all well, and whose views are all listed', async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    const { items, unavailable } = (await (await fetch(`${gateway.url}/v1/operations/projections`)).json()) as { items: { service: string }[]; unavailable: [] };
    expect(unavailable).toEqual([]);
    expect(new Set(items.map(({ service }) => service))).toEqual(new Set(['repository', 'versioning', 'training-orchestrator', 'deployment']));
  });
});
