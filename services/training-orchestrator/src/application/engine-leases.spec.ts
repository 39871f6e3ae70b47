import { describe, expect, it } from '@jest/globals';
import { AttemptSightings } from './attempt-sightings.js';
import { EngineLeases } from './engine-leases.js';

describe('The lease of an engine', () => {
  it('lapses when the engine was not heard for all of it', () => {
    const leases = new EngineLeases(100);
    leases.heard('e1', 0);
    expect(leases.hasLapsed('e1', 99)).toBe(false);
    expect(leases.hasLapsed('e1', 100)).toBe(true);
    leases.heard('e1', 100);
    expect(leases.hasLapsed('e1', 199)).toBe(false);
  });

  it('begins with the first question, for an engine that only the log knows', () => {
    const leases = new EngineLeases(100);
    expect(leases.hasLapsed('e1', 5000)).toBe(false);
    expect(leases.isHeard('e1')).toBe(false);
    expect(leases.hasLapsed('e1', 5100)).toBe(true);
  });

  it('is whole again after the engine was lost and forgotten', () => {
    const leases = new EngineLeases(100);
    leases.heard('e1', 0);
    leases.forget('e1');
    expect(leases.isHeard('e1')).toBe(false);
    expect(leases.hasLapsed('e1', 500)).toBe(false);
  });
});

describe('Attempts that an engine should work on', () => {
  const a = { runId: 'a', attempt: 1 };
  const b = { runId: 'b', attempt: 1 };

  it('are overdue when no heartbeat has listed them for the whole grace', () => {
    const sightings = new AttemptSightings(100);
    expect(sightings.overdue('e1', [a, b], [b], 0)).toEqual([]);
    expect(sightings.overdue('e1', [a, b], [b], 99)).toEqual([]);
    expect(sightings.overdue('e1', [a, b], [b], 100)).toEqual([a]);
  });

  it('begin a grace of their own whenever they were listed, and with each attempt', () => {
    const sightings = new AttemptSightings(100);
    sightings.overdue('e1', [a], [], 0);
    sightings.overdue('e1', [a], [a], 50);
    expect(sightings.overdue('e1', [a], [], 120)).toEqual([]);
    expect(sightings.overdue('e1', [{ ...a, attempt: 2 }], [a], 220)).toEqual([]);
    expect(sightings.overdue('e1', [{ ...a, attempt: 2 }], [a], 320)).toEqual([{ ...a, attempt: 2 }]);
  });

  it('are counted for each engine by itself', () => {
    const sightings = new AttemptSightings(100);
    sightings.overdue('e1', [a], [], 0);
    expect(sightings.overdue('e2', [a], [], 100)).toEqual([]);
  });
});
