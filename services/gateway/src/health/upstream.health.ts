import { healthPatienceMs, healthReport, type HealthReport, type HealthResult } from '@daybook/service-kit';
import type { UpstreamClient } from '../upstream.client.js';
import { upstreamNames, type UpstreamName } from '../upstream.types.js';

/** The gateway is as well as the services say they are; what they give as reasons is handed on. */
export const upstreamHealth = async (client: UpstreamClient): Promise<HealthReport> =>
  healthReport(await Promise.all(upstreamNames.map((name) => healthOf(client, name))));

const healthOf = async (client: UpstreamClient, name: UpstreamName): Promise<HealthResult> => {
  try {
    const { status, body } = await client.ask(name, { path: '/readyz', signal: AbortSignal.timeout(healthPatienceMs) });
    const reason = reasonsIn(body);
    if (status !== 200) return { name, status: 'unavailable', reason: reason === '' ? `status ${status}` : reason };
    return reason === '' ? { name, status: 'ok' } : { name, status: 'degraded', reason };
  } catch (error) {
    return { name, status: 'unavailable', reason: String(error) };
  }
};

const reasonsIn = (body: Buffer): string => {
  try {
    const { checks } = JSON.parse(body.toString()) as HealthReport;
    return checks.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`])).join('; ');
  } catch {
    return '';
  }
};
