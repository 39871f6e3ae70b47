import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { durationBuckets } from './duration.buckets.js';

/** Prometheus metrics of one application. */
export const METRICS_REGISTRY = Symbol.for('daybook.metrics-registry');

/** A registry with the metrics of the Node.js process. */
export const newMetricsRegistry = (): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
};

/** Times every request by its route. */
export const measureRequests = (
  fastify: FastifyInstance,
  registry: Registry,
  routeOf: (request: FastifyRequest) => string,
): void => {
  const duration = new Histogram({
    name: 'daybook_http_request_duration_seconds',
    help: 'Seconds from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: durationBuckets,
    registers: [registry],
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: routeOf(request), status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
    done();
  });
};
