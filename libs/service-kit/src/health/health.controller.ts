import { Controller, Get, Inject, Res } from '@nestjs/common';

export const HEALTH_CHECKS = Symbol.for('daybook.health-checks');

/** Answers null when it is well, else why not. */
export type HealthCheck = Readonly<{ name: string; check: () => Promise<string | null> }>;
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
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<object> {
    const results = await Promise.all(
      this.checks.map(async ({ name, check }) => {
        const reason = await check().catch((error: unknown) => String(error));
        return { name, status: reason === null ? 'ok' : 'unavailable', ...(reason === null ? {} : { reason }) };
      }),
    );
    const ok = results.every(({ status }) => status === 'ok');
    reply.status(ok ? 200 : 503);
    return { status: ok ? 'ok' : 'unavailable', checks: results };
  }

  @Get('startupz')
  started(@Res({ passthrough: true }) reply: Reply): Promise<object> {
    return this.ready(reply);
  }
}
