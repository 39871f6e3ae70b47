import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { EngineReport } from '@daybook/contracts';
import { sourceOptions } from '@daybook/testing';
import { EngineProcesses } from './engine-processes.js';
import { ReportIntake } from './report-intake.js';
import { SqliteConsumerState } from './sqlite-consumer-state.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const fromSource = { NODE_OPTIONS: sourceOptions.join(' ') };
const train = {
  type: 'train',
  engineId: 'e1',
  runId: 'r1',
  attempt: 1,
  configuration: {} as never,
  dataset: { datasetId: 'd', name: 'd', artifact: { sha256: 'a'.repeat(64), sizeBytes: 1 }, rows: 1 },
  checkpoint: null,
} as const;

/** Bounded, so that a spec that fails leaves nothing running. */
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1500; tries += 1) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error('it never came to that');
};
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('engines as child processes', () => {
  const lines: string[] = [];
  const note = (line: unknown) => void lines.push(String(line));
  const logger: LoggerService = { log: note, warn: note, error: note };
  const state = SqliteConsumerState.open(':memory:');
  let engines: EngineProcesses | undefined;
  let reports: EngineReport[] = [];

  const start = (env: Record<string, string> = {}, pass: () => Promise<void> = async () => undefined): EngineProcesses => {
    const spec = { engineId: 'e1', modulePath: fixture('engine.main.ts'), env: { ENGINE_ID: 'e1', ...fromSource, ...env } };
    engines = new EngineProcesses([spec], { logger, graceMs: 500, restartDelayMs: 10 });
    const take = async (report: EngineReport) => {
      reports.push(report);
      await pass();
    };
    const intake = new ReportIntake(state.deadLetters, take, logger);
    engines.start((report, engineId) => intake.accept(report, engineId));
    return engines;
  };
  const instances = (): string[] => reports.flatMap((report) => (report.type === 'registered' ? [report.instanceId] : []));

  afterEach(async () => {
    await engines?.stop();
    reports = [];
    lines.length = 0;
  });
  afterAll(() => state.close());

  it('brings commands there and reports back in order, without those that were repeated', async () => {
    const running = start();
    await until(() => instances().length === 1);
    await running.send(train);
    await until(() => reports.length === 41);
    const sequences = reports.flatMap((report) => ('sequence' in report ? [report.sequence] : []));
    expect(sequences).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(lines).toContain('engine e1: ready to work');
  });

  it('holds the reports back while the service has no room for them', async () => {
    let release = (): void => undefined;
    const room = new Promise<void>((resolve) => (release = resolve));
    const running = start({}, () => (reports.length === 1 ? Promise.resolve() : room));
    await until(() => instances().length === 1);
    await running.send(train);
    await until(() => reports.length === 2);
    expect(reports).toHaveLength(2);
    release();
    await until(() => reports.length === 41);
  });

  it('starts an engine again that crashed', async () => {
    const running = start();
    await until(() => instances().length === 1);
    await running.send({ type: 'cancel', engineId: 'e1', runId: 'r1', attempt: 1 });
    await until(() => instances().length === 2);
    expect(new Set(instances()).size).toBe(2);
    expect(lines.some((line) => line.includes('ended with code 7'))).toBe(true);
  });

  it('makes a report that breaks its schema a dead letter that names the fields', async () => {
    const running = start();
    await until(() => instances().length === 1);
    await running.send({ type: 'unload', engineId: 'e1', deploymentId: 'd1', generation: 1 });
    await until(async () => (await state.deadLetters.list({ limit: 1 })).items.length === 1);
    const [letter] = (await state.deadLetters.list({ limit: 1 })).items;
    expect(letter).toMatchObject({ reason: 'malformed', message: { key: 'e1', payload: { at: 'noon' } } });
    for (const fault of ['/runId is missing', '/phase is missing', '/sequence must be >= 1', '/at must match pattern']) {
      expect(letter?.failure?.message).toContain(fault);
    }
  });

  it('refuses commands to an engine that is not there', async () => {
    const running = start();
    await expect(running.send({ ...train, engineId: 'e2' })).rejects.toMatchObject({ code: 'engine-unreachable', engineId: 'e2' });
    await running.stop();
    await expect(running.send(train)).rejects.toMatchObject({ code: 'engine-unreachable' });
  });

  it('kills an engine that does not end when asked', async () => {
    const running = start({ STUBBORN: 'yes' });
    await until(() => instances().length === 1);
    const pid = Number(instances()[0]);
    await running.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('ends with the service, also when that is killed', async () => {
    const env = { ...process.env, ...fromSource };
    const mains = [fixture('service.main.ts'), fixture('engine.main.ts')];
    const service = spawn(process.execPath, mains, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [pid] = (await once(createInterface({ input: service.stdout }), 'line')) as [string];
      expect(isAlive(Number(pid))).toBe(true);
      service.kill('SIGKILL');
      await until(() => !isAlive(Number(pid)));
    } finally {
      service.kill('SIGKILL');
    }
  });
});
