import { describe, expect, it } from '@jest/globals';
import { UpstreamTurns } from './upstream.turns.js';

describe('the instances of a service', () => {
  it('take turns, each service for itself', () => {
    const one = 'http://one';
    const turns = new UpstreamTurns({ repository: one, versioning: 'http://a,http://b', 'training-orchestrator': one, deployment: one, audit: one });
    const asked = (['versioning', 'repository', 'versioning', 'repository', 'versioning'] as const).map((name) => turns.next(name));
    expect(asked).toEqual(['http://a', one, 'http://b', one, 'http://a']);
  });
});
