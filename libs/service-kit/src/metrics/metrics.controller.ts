import { Controller, Get, Header, Inject, Optional } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CONSUMER_PROGRESS, RELAY_PROGRESS, type ConsumerProgress, type RelayProgress } from '@daybook/messaging';
import { ProjectionRegistry } from '@daybook/views';
import { Registry } from 'prom-client';
import type { HealthCheck } from '../health/health-check.js';
import { HEALTH_CHECKS } from '../health/health.controller.js';
import { measureHealth } from './health.metrics.js';
import { METRICS_REGISTRY } from './http.metrics.js';
import { measureLag } from './lag.metrics.js';

/** What Prometheus scrapes. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
    @Optional() projections?: ProjectionRegistry,
    @Optional() @Inject(CONSUMER_PROGRESS) consumers?: ConsumerProgress,
    @Optional() @Inject(RELAY_PROGRESS) relays?: RelayProgress,
    @Optional() @Inject(HEALTH_CHECKS) checks?: readonly HealthCheck[],
  ) {
    measureLag(registry, { projections, consumers, relays });
    measureHealth(registry, checks ?? []);
  }

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  scrape(): Promise<string> {
    return this.registry.metrics();
  }
}
