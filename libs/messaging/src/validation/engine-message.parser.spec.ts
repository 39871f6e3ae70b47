import { describe, expect, it } from '@jest/globals';
import type { EngineReport } from '@daybook/contracts';
import { MalformedEngineMessage } from '../messaging.errors.js';
import { parseEngineCommand, parseEngineReport } from './engine-message.parser.js';

const at = '2026-01-01T00:00:00.000Z';
const artifact = { sha256: 'a'.repeat(64), sizeBytes: 1 };
const run = { runId: 'r', attempt: 1, engineId: 'e', sequence: 1, at };
const deployment = { engineId: 'e', deploymentId: 'd', generation: 1, at };
const metrics = { label: { accuracy: 0.5, roc_auc: null } };

const reports: readonly EngineReport[] = [
  { type: 'registered', engineId: 'e', instanceId: 'i', kind: 'serving', driver: 'builtin', slots: 2, url: 'http://127.0.0.1:1', at },
  { type: 'heartbeat', engineId: 'e', instanceId: 'i', runs: [{ runId: 'r', attempt: 1 }], at },
  { ...run, type: 'accepted' },
  { ...run, type: 'phase', phase: 'training' },
  { ...run, type: 'dataset', rows: { training: 7, validation: 1, test: 2, dropped: 0 } },
  { ...run, type: 'evaluated', epoch: 1, step: 9, epochs: 5, metrics: { training: metrics }, best: true, learningRate: 0.001 },
  { ...run, type: 'checkpoint', kind: 'best', epoch: 1, artifact },
  { ...run, type: 'log', line: '' },
  {
    ...run,
    type: 'completed',
    artifacts: { model: artifact, evaluation: artifact, visualizations: artifact, explanations: artifact },
    metrics,
    bestEpoch: 1,
    epochs: 1,
  },
  { ...run, type: 'failed', phase: 'training', errorCode: 'x', message: 'm', logTail: ['l'] },
  { ...run, type: 'crashed', message: 'm', logTail: [] },
  { ...run, type: 'canceled' },
  { ...deployment, type: 'loaded' },
  { ...deployment, type: 'load-failed', errorCode: 'x', message: 'm' },
  { ...deployment, type: 'unloaded' },
];

const faultsOf = (raw: unknown): unknown => {
  try {
    return parseEngineReport(raw);
  } catch (error) {
    if (error instanceof MalformedEngineMessage) return error.faults;
    throw error;
  }
};

describe('reading engine messages', () => {
  it.each(reports.map((report) => [report.type, report] as const))('takes a %s report as it is', (_type, report) => {
    expect(parseEngineReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it.each(reports.flatMap((report) => Object.keys(report).map((field) => [report.type, field, report] as const)))(
    'refuses a %s report without %s and names the field',
    (_type, field, report) => {
      const { [field]: _left, ...rest } = report as Record<string, unknown>;
      expect(faultsOf(rest)).toContainEqual(expect.objectContaining({ field: `/${field}` }));
    },
  );

  it('takes fields it does not know, since an engine may be newer', () => {
    expect(parseEngineReport({ ...run, type: 'accepted', later: true })).toMatchObject({ later: true });
  });

  it.each([
    ['no object', 'hello', ''],
    ['an unknown type', { ...run, type: 'sang' }, '/type'],
    ['a number that is none', { ...run, type: 'dataset', rows: { training: 'x', validation: 0, test: 0, dropped: 0 } }, '/rows/training'],
    ['a metric that is text', { ...reports[5], metrics: { test: { label: { accuracy: 'high' } } } }, '/metrics/test/label/accuracy'],
    ['a hash of the wrong length', { ...reports[6], artifact: { sha256: 'ab', sizeBytes: 1 } }, '/artifact/sha256'],
    ['a local time', { ...run, type: 'accepted', at: '2026-01-01T00:00:00+02:00' }, '/at'],
  ])('points at the field: %s', (_what, raw, field) => {
    expect(faultsOf(raw)).toContainEqual(expect.objectContaining({ field }));
  });

  it('takes and refuses commands likewise', () => {
    const cancel = { type: 'cancel', engineId: 'e', runId: 'r', attempt: 1 };
    expect(parseEngineCommand(cancel)).toEqual(cancel);
    expect(() => parseEngineCommand({ ...cancel, attempt: 0 })).toThrow('/attempt must be >= 1');
  });
});
