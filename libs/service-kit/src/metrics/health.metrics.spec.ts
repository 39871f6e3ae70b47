import { expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { HealthCheck } from '../health/health-check.js';
import { measureHealth } from './health.metrics.js';

it('what /readyz checks is told to Prometheus, also of a part that hangs or fails', async () => {
  const registry = new Registry();
  const checks: readonly HealthCheck[] = [
    { name: 'event-log', check: () => new Promise(() => undefined) },
    { name: 'views', check: async () => null },
    { name: 'artifacts', essential: false, check: () => Promise.reject(new Error('refused')) },
  ];
  measureHealth(registry, checks);
  const series = (await registry.metrics()).split('\n').filter((line) => line.startsWith('daybook_'));
  expect(series).toEqual(['daybook_health{check="event-log"} 0', 'daybook_health{check="views"} 1', 'daybook_health{check="artifacts"} 0']);
});
