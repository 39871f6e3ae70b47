import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { HealthCheck } from './health-check.js';
import { HealthController } from './health.controller.js';

const ready = async (...checks: HealthCheck[]): Promise<{ status: number; body: object }> => {
  let status = 0;
  const body = await new HealthController(checks).ready({ status: (code: number) => (status = code) });
  return { status, body };
};
const well: HealthCheck = { name: 'log', check: async () => null };

describe('readiness', () => {
  it('is given while every check is well', async () => {
    expect(await ready(well)).toEqual({ status: 200, body: { status: 'ok', checks: [{ name: 'log', status: 'ok' }] } });
  });

  it('is not given while one is unwell, and says which and why', async () => {
    const full: HealthCheck = { name: 'disk', check: async () => 'no room' };
    const thrown: HealthCheck = { name: 'views', check: () => Promise.reject(new Error('gone')) };
    const { status, body } = await ready(well, full, thrown);
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'unavailable',
      checks: [
        { name: 'log', status: 'ok' },
        { name: 'disk', reason: 'no room' },
        { name: 'views', reason: 'Error: gone' },
      ],
    });
  });

  it('is given, with a word of warning, while only something is unwell that commands do not need', async () => {
    const kafka: HealthCheck = { name: 'kafka', essential: false, check: async () => 'no broker' };
    expect(await ready(well, kafka)).toEqual({
      status: 200,
      body: { status: 'degraded', checks: [{ name: 'log', status: 'ok' }, { name: 'kafka', status: 'degraded', reason: 'no broker' }] },
    });
  });

  it('is not given while a check does not answer', async () => {
    const { status, body } = await ready({ name: 'log', check: () => new Promise(() => undefined) });
    expect(status).toBe(503);
    expect(JSON.stringify(body)).toContain('no answer within 2000 ms');
  });
});
