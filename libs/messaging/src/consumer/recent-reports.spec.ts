import { describe, expect, it } from '@jest/globals';
import type { EngineReport } from '@daybook/contracts';
import { RecentReports } from './recent-reports.js';

const log = (runId: string, attempt: number, sequence: number): EngineReport => ({
  type: 'log',
  runId,
  attempt,
  engineId: 'e1',
  sequence,
  at: '2026-01-01T00:00:00.000Z',
  line: '',
});

describe('recent reports', () => {
  it('are recognised by run, attempt and number', () => {
    const recent = new RecentReports();
    expect(recent.admit(log('r', 1, 1))).toBe(true);
    expect(recent.admit(log('r', 1, 2))).toBe(true);
    expect(recent.admit(log('r', 1, 2))).toBe(false);
    expect(recent.admit(log('r', 1, 1))).toBe(false);
    expect(recent.admit(log('r', 2, 1))).toBe(true);
  });

  it('forget the attempt that was heard of least recently', () => {
    const recent = new RecentReports(2);
    recent.admit(log('a', 1, 5));
    recent.admit(log('b', 1, 5));
    recent.admit(log('a', 1, 6));
    recent.admit(log('c', 1, 5));
    expect(recent.admit(log('a', 1, 6))).toBe(false);
    expect(recent.admit(log('b', 1, 5))).toBe(true);
  });
});
