import { describe, expect, it } from '@jest/globals';
import { Checkpoints } from './checkpoints.js';

describe('The checkpoints of a filtered subscription', () => {
  it('come after every interval of events, however many were looked at in one go', () => {
    const checkpoints = new Checkpoints(100, 32);
    expect([...checkpoints.due(131)]).toEqual([]);
    expect([...checkpoints.due(132)]).toEqual([132]);
    expect([...checkpoints.due(132)]).toEqual([]);
    expect([...checkpoints.due(230)]).toEqual([164, 196, 228]);
  });

  it('come once more where the subscription has caught up, but never twice at one place', () => {
    const checkpoints = new Checkpoints(0, 10);
    expect([...checkpoints.reached(25)]).toEqual([10, 20, 25]);
    expect([...checkpoints.reached(25)]).toEqual([]);
    expect([...checkpoints.due(30)]).toEqual([30]);
    expect([...new Checkpoints(7, 10).reached(7)]).toEqual([]);
  });
});
