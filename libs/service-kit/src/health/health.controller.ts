import { Controller, Get, Inject, Res } from '@nestjs/common';

export const HEALTH_CHECKS = Symbol.for('daybook.health-checks');

/** Answers null when it is well, else why not. One that does not answer within two seconds counts as unwell. */
export type HealthCheck = Readonly<{ name: string; check: () => Promise<string | null> }>;
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
      this.checks.map(async ({ name, check }) => {
        const reason = await answered(check);
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
