import { describe, expect, it } from '@jest/globals';
import { AttemptSightings } from './attempt-sightings.js';
import { EngineLeases } from './engine-leases.js';

const e1 = { engineId: 'e1', instanceId: 'a' };
const at = (nowMs: number, listeningSinceMs: number | null = 0) => ({ nowMs, listeningSinceMs });

describe('The lease of an engine', () => {
  it('lapses when the engine was not heard for all of it', () => {
    const leases = new EngineLeases(100);
    leases.heard(e1, 0);
    expect(leases.hasLapsed(e1, at(99))).toBe(false);
    expect(leases.hasLapsed(e1, at(100))).toBe(true);
    leases.heard(e1, 100);
    expect(leases.hasLapsed(e1, at(199))).toBe(false);
  });

  it('begins with the first question, for an engine that only the log knows', () => {
    const leases = new EngineLeases(100);
    expect(leases.hasLapsed(e1, at(5000))).toBe(false);
    expect(leases.isHeard(e1)).toBe(false);
    expect(leases.hasLapsed(e1, at(5100))).toBe(true);
  });

  it('is whole again after the engine was lost and forgotten', () => {
    const leases = new EngineLeases(100);
    leases.heard(e1, 0);
    leases.forget(e1);
    expect(leases.isHeard(e1)).toBe(false);
    expect(leases.hasLapsed(e1, at(500))).toBe(false);
  });

  it('does not lapse while nobody listens, and is whole when listening begins anew', () => {
    const leases = new EngineLeases(100);
    leases.heard(e1, 0);
    expect(leases.hasLapsed(e1, at(5000, null))).toBe(false);
    expect(leases.hasLapsed(e1, at(5099, 5000))).toBe(false);
    expect(leases.hasLapsed(e1, at(5100, 5000))).toBe(true);
  });

  it('is of one instance: what another one says does not renew it', () => {
    const leases = new EngineLeases(100);
    leases.heard(e1, 0);
    leases.heard({ ...e1, instanceId: 'b' }, 90);
    expect(leases.hasLapsed(e1, at(100))).toBe(true);
    expect(leases.hasLapsed({ ...e1, instanceId: 'b' }, at(100))).toBe(false);
  });

  it('is forgotten when it lapsed long ago and nobody cared', () => {
    const leases = new EngineLeases(100);
    leases.heard(e1, 0);
    leases.prune(1000);
    expect(leases.isHeard(e1)).toBe(true);
    leases.prune(1001);
    expect(leases.isHeard(e1)).toBe(false);
  });
});

describe('Attempts that an engine should work on', () => {
  const a = { runId: 'a', attempt: 1 };

  it('are overdue when no heartbeat has listed them for the whole grace', () => {
    const sightings = new AttemptSightings(100);
    expect(sightings.overdue('e1', [a], 0)).toEqual([]);
    expect(sightings.overdue('e1', [a], 99)).toEqual([]);
    expect(sightings.overdue('e1', [a], 100)).toEqual([a]);
  });

  it('begin a grace of their own whenever they were listed, and with each attempt', () => {
    const sightings = new AttemptSightings(100);
    sightings.overdue('e1', [a], 0);
    sightings.overdue('e1', [], 50);
    expect(sightings.overdue('e1', [a], 120)).toEqual([]);
    expect(sightings.overdue('e1', [{ ...a, attempt: 2 }], 220)).toEqual([]);
    expect(sightings.overdue('e1', [{ ...a, attempt: 2 }], 320)).toEqual([{ ...a, attempt: 2 }]);
  });

  it('begin a whole grace after the engine was forgotten', () => {
    const sightings = new AttemptSightings(100);
    sightings.overdue('e1', [a], 0);
    sightings.forget('e1');
    expect(sightings.overdue('e1', [a], 100)).toEqual([]);
  });

  it('are counted for each engine by itself', () => {
    const sightings = new AttemptSightings(100);
    sightings.overdue('e1', [a], 0);
    expect(sightings.overdue('e2', [a], 100)).toEqual([]);
  });
});
