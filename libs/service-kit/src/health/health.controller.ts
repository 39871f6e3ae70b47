import { Controller, Get, Inject, Res } from '@nestjs/common';

export const HEALTH_CHECKS = Symbol.for('daybook.health-checks');

/**
 * `check` answers null when it is well, else why not; no answer within two seconds counts as unwell. Without a part that
 * is not essential requests are still taken: commands need the log, and only the log.
 */
export type HealthCheck = Readonly<{ name: string; essential?: boolean; check: () => Promise<string | null> }>;
type Reply = { status(code: number): unknown };

const patienceMs = 2000;

const answered = async (check: HealthCheck['check']): Promise<string | null> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${patienceMs} ms`), patienceMs);
  });
  return Promise.race([check(), late])
    .catch((error: unknown) => String(error))
    .finally(() => clearTimeout(timer));
};

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
      this.checks.map(async ({ name, essential = true, check }) => {
        const reason = await answered(check);
        if (reason === null) return { name, status: 'ok' };
        return { name, status: essential ? 'unavailable' : 'degraded', reason };
      }),
    );
    const worst = ['unavailable', 'degraded'].find((status) => results.some((result) => result.status === status));
    reply.status(worst === 'unavailable' ? 503 : 200);
    return { status: worst ?? 'ok', checks: results };
  }

  @Get('startupz')
  started(@Res({ passthrough: true }) reply: Reply): Promise<object> {
    return this.ready(reply);
  }
}
