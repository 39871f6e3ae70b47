import type { Registry } from 'prom-client';
import { healthOf, type HealthCheck } from '../health/health-check.js';
import { scrapedGauge } from './scraped-gauge.js';

/** Shorter than a scrape waits: a check that hangs is to be told of, not left out. */
const patienceMs = 1500;

/** What `/readyz` says, for alerts: they are to fire also while nobody asks for anything. */
export const measureHealth = (registry: Registry, checks: readonly HealthCheck[]): void => {
  const help = '1 while the check of /readyz by that name is well, else 0';
  scrapedGauge(registry, { name: 'daybook_health', help, labelNames: ['check'] }, async () => {
    const report = await healthOf(checks, patienceMs);
    return report.checks.map(({ name, status }) => ({ labels: { check: name }, value: status === 'ok' ? 1 : 0 }));
  });
};
