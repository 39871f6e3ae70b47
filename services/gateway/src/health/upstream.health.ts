import { healthPatienceMs, healthReport, type HealthReport, type HealthResult } from '@daybook/service-kit';
import type { UpstreamClient } from '../upstream.client.js';
import { upstreamNames, type UpstreamName } from '../upstream.types.js';

/** Longer than a service waits for what it asks itself, or its reasons would not arrive. */
const patienceMs = healthPatienceMs + 1000;

/** The gateway is as well as the services say they are; what they give as reasons is handed on. */
export const upstreamHealth = async (client: UpstreamClient): Promise<HealthReport> =>
  healthReport(await Promise.all(upstreamNames.map((name) => healthOf(client, name))));

/** A service takes requests as long as one of its instances does; what any of them lacks is told. */
const healthOf = async (client: UpstreamClient, name: UpstreamName): Promise<HealthResult> => {
  const results = await Promise.all(client.instances(name).map((instance) => instanceHealth(client, name, instance)));
  const reasons = [...new Set(results.flatMap(({ reason }) => reason ?? []))];
  if (reasons.length === 0) return { name, status: 'ok' };
  const isAnswered = results.some(({ status }) => status !== 'unavailable');
  return { name, status: isAnswered ? 'degraded' : 'unavailable', reason: reasons.join('; ') };
};

const instanceHealth = async (client: UpstreamClient, name: UpstreamName, instance: string): Promise<HealthResult> => {
  try {
    const { status, body } = await client.ask(name, { path: '/readyz', signal: AbortSignal.timeout(patienceMs) }, instance);
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
