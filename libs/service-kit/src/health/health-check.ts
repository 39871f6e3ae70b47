import pTimeout from 'p-timeout';

/**
 * `check` answers null when it is well, else why not; no answer within two seconds, or less, counts as unwell. Without a part that
 * is not essential requests are still taken: commands need the log, and only the log.
 */
export type HealthCheck = Readonly<{ name: string; essential?: boolean; check: () => Promise<string | null> }>;

export type HealthStatus = 'ok' | 'degraded' | 'unavailable';
export type HealthResult = Readonly<{ name: string; status: HealthStatus; reason?: string }>;
export type HealthReport = Readonly<{ status: HealthStatus; checks: readonly HealthResult[] }>;

export const healthPatienceMs = 2000;

/** The whole is as well as the worst of it. */
export const healthReport = (checks: readonly HealthResult[]): HealthReport => {
  const worst = (['unavailable', 'degraded'] as const).find((status) => checks.some((result) => result.status === status));
  return { status: worst ?? 'ok', checks };
};

/** Asks all checks at once. */
export const healthOf = async (checks: readonly HealthCheck[], patienceMs = healthPatienceMs): Promise<HealthReport> =>
  healthReport(await Promise.all(checks.map((check) => resultOf(check, patienceMs))));

const resultOf = async ({ name, essential = true, check }: HealthCheck, patienceMs: number): Promise<HealthResult> => {
  const reason = await answered(check, patienceMs);
  if (reason === null) return { name, status: 'ok' };
  return { name, status: essential ? 'unavailable' : 'degraded', reason };
};

const answered = (check: HealthCheck['check'], patienceMs: number): Promise<string | null> =>
  pTimeout(check(), { milliseconds: patienceMs, fallback: () => `no answer within ${patienceMs} ms` }).catch(String);
