import { describe, expect, it } from '@jest/globals';
import { specifyProjection } from '@daybook/testing';
import { oneOfEach, recorded } from '../fixtures/deployment.fixture.js';
import { deploymentHistory } from './deployment-history.projection.js';

describe('The history of a deployment', () => {
  it('keeps every event, oldest first, with who did it and why', () => {
    const because = { actor: 'anna', reason: 'better recall', correlationId: 'c1' };
    const events = recorded(oneOfEach).map((one, index) => (index === 0 ? { ...one, metadata: because } : one));
    const entries = events.map(({ position, type, data, metadata: { actor, reason } }) => ({
      position,
      type,
      at: data.at,
      actor,
      reason: reason ?? null,
      data,
    }));
    expect(entries[0]?.reason).toBe('better recall');
    specifyProjection(deploymentHistory).given(events).thenAll({ live: { deploymentId: 'live', entries } });
  });
});
