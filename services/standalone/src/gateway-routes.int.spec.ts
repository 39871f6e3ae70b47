import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestMethod, type DynamicModule, type Type } from '@nestjs/common';
import { AuditModule } from '@daybook/audit';
import { DeploymentModule } from '@daybook/deployment';
import { startGateway, type Gateway, type UpstreamName, type Upstreams } from '@daybook/gateway/start';
import { RepositoryModule } from '@daybook/repository';
import { TrainingOrchestratorModule } from '@daybook/training-orchestrator';
import { VersioningModule } from '@daybook/versioning';
import { request } from 'undici';

const modules: Readonly<Record<UpstreamName, Type | DynamicModule>> = {
  repository: RepositoryModule,
  versioning: VersioningModule,
  'training-orchestrator': TrainingOrchestratorModule.forRoot({ leaseMs: 1000, maxAttempts: 1 }),
  deployment: DeploymentModule,
  audit: AuditModule,
};
const names = Object.keys(modules) as UpstreamName[];

type Served = Readonly<{ owner: UpstreamName; method: string; path: string }>;
const metadata = (key: string, target: object): unknown => Reflect.getMetadata(key, target);

const controllersOf = (module: Type | DynamicModule): readonly Type[] =>
  'module' in module ? (module.controllers ?? []) : (metadata('controllers', module) as Type[]);

const routesOf = (controller: Type): readonly Omit<Served, 'owner'>[] => {
  const prefix = metadata('path', controller) as string;
  const handlers = Object.getOwnPropertyNames(controller.prototype)
    .map((name) => (controller.prototype as Record<string, unknown>)[name])
    .filter((handler): handler is object => typeof handler === 'function' && metadata('method', handler) !== undefined);
  return handlers.map((handler) => ({
    method: RequestMethod[metadata('method', handler) as RequestMethod] ?? '',
    path: `/${prefix}/${String(metadata('path', handler))}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'),
  }));
};

/** What the services' controllers declare. */
const served: readonly Served[] = names.flatMap((owner) =>
  controllersOf(modules[owner]).flatMap(routesOf).map((route) => ({ owner, ...route })),
);

const named = async (name: UpstreamName): Promise<Server> => {
  const server = createServer((_request, response) => void response.writeHead(200, { 'served-by': name }).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};

describe('the routes of the gateway', () => {
  let gateway: Gateway;
  let servers: readonly Server[];
  beforeAll(async () => {
    servers = await Promise.all(names.map(named));
    const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const upstreams = Object.fromEntries(names.map((name, index) => [name, urls[index]])) as Upstreams;
    gateway = await startGateway({ host: '127.0.0.1', port: 0, upstreams, logLevel: 'fatal' });
  });
  afterAll(async () => {
    await gateway.close();
    for (const server of servers) server.close();
  });

  it('are held against routes of every service', () => {
    expect(new Set(served.map(({ owner }) => owner))).toEqual(new Set(names));
    expect(served).toContainEqual({ owner: 'versioning', method: 'POST', path: '/v1/repositories/:repo/versions' });
    expect(served.length).toBeGreaterThan(40);
  });

  it.each(served.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s reaches the service that serves it (a new path needs a rule in routing.table.ts)',
    async (_title, { owner, method, path }) => {
      const url = `${gateway.url}${path.replaceAll(/:[^/]+/g, 'x1')}`;
      const { headers, body } = await request(url, { method: method as 'GET' });
      await body.dump();
      expect(headers['served-by']).toBe(owner);
    },
  );
});
