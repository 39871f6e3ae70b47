import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  equipHttpEdge,
  httpEdgeOptions,
  newMetricsRegistry,
  PinoLogger,
  problemOf,
  startTracing,
} from '@daybook/service-kit';
import { forwardToOwners } from './forwarding/forwarding.js';
import { sendProblem } from './forwarding/send-problem.js';
import { UpstreamAgent } from './forwarding/upstream.agent.js';
import { upstreamHealth } from './health/upstream.health.js';
import { openApiRoute } from './open-api/open-api.route.js';
import { operationsRoutes } from './operations/operations.routes.js';
import { Router } from './routing/router.js';
import { routingRules } from './routing/routing.table.js';
import { UpstreamClient } from './upstream.client.js';
import { UpstreamTurns } from './upstream.turns.js';
import type { GatewayOptions } from './gateway.options.js';

export { gatewayConfigFrom, gatewaySettings, type GatewayConfig } from './gateway.config.js';
export { routingRules, type RoutingRule } from './routing/routing.table.js';
export { upstreamNames, type UpstreamName, type Upstreams } from './upstream.types.js';

export type { GatewayOptions } from './gateway.options.js';
export type Gateway = Readonly<{ url: string; close: () => Promise<void> }>;

const defaultAnswerTimeoutMs = 300_000;

/** One origin for all services; resolves once requests are answered. It starts also while services are away. */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { host, port, upstreams, logLevel, otlpEndpoint = '', answerTimeoutMs = defaultAnswerTimeoutMs } = options;
  const logger = new PinoLogger(logLevel, { service: 'gateway' });
  const tracing = await startTracing({ endpoint: otlpEndpoint, service: 'gateway' });
  const agent = new UpstreamAgent(answerTimeoutMs);
  const turns = new UpstreamTurns(upstreams);
  const client = new UpstreamClient(turns, agent);
  const router = new Router(routingRules);
  const metrics = newMetricsRegistry();

  const server = fastify(httpEdgeOptions);
  const routeOf = ({ url, routeOptions }: FastifyRequest): string => router.ruleFor(url)?.pattern ?? routeOptions.url ?? 'none';
  equipHttpEdge(server, metrics, routeOf);
  server.setErrorHandler((error: FastifyError, request, reply) => sendProblem(reply, problemFor(error, request, logger)));
  ownRoutes(server, client);
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  void server.register(operationsRoutes(client, agent));
  forwardToOwners(server, { router, turns, agent });
  server.addHook('onClose', () => agent.close());
  const url = await server.listen({ host, port });
  return { url, close: () => server.close().finally(tracing.stop) };
};

const ownRoutes = (server: FastifyInstance, client: UpstreamClient): void => {
  const ready = async (_request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const report = await upstreamHealth(client);
    void reply.status(report.status === 'unavailable' ? 503 : 200);
    return report;
  };
  server.get('/livez', () => ({ status: 'ok' }));
  server.get('/readyz', ready);
  server.get('/startupz', ready);
  server.get('/openapi.json', openApiRoute(client));
};

const problemFor = (error: FastifyError, { id, method, url }: FastifyRequest, logger: PinoLogger) => {
  const { statusCode = 500, message } = error;
  if (statusCode < 500) return problemOf('invalid-request', statusCode, message);
  logger.error(`${method} ${url} (${id}) failed: ${error.stack ?? message}`, 'Gateway');
  return problemOf('unexpected-error', 500, 'the gateway failed; its log says why under the request id', { requestId: id });
};
