import { Controller, Get, Inject, Res } from '@nestjs/common';
import { healthOf, type HealthCheck, type HealthReport } from './health-check.js';

export const HEALTH_CHECKS = Symbol.for('daybook.health-checks');

type Reply = { status(code: number): unknown };

/** Probes: alive, and ready to take requests. */
@Controller()
export class HealthController {
  constructor(@Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[]) {}

  @Get('livez')
  live(): object {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<HealthReport> {
    const report = await healthOf(this.checks);
    reply.status(report.status === 'unavailable' ? 503 : 200);
    return report;
  }

  @Get('startupz')
  started(@Res({ passthrough: true }) reply: Reply): Promise<HealthReport> {
    return this.ready(reply);
  }
}
