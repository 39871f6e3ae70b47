import { describe, expect, it } from '@jest/globals';
import { UpstreamTurns } from './upstream.turns.js';

const one = 'http://one';
const upstreams = { repository: one, versioning: 'http://a,http://b,http://c', 'training-orchestrator': one, deployment: one, audit: one };

describe('the instances of a service', () => {
  it('take turns, each service for itself', () => {
    const turns = new UpstreamTurns({ ...upstreams, versioning: 'http://a,http://b' });
    const asked = (['versioning', 'repository', 'versioning', 'repository', 'versioning'] as const).map((name) => turns.next(name));
    expect(asked).toEqual(['http://a', one, 'http://b', one, 'http://a']);
  });

  it('are passed over for a while where they could not be connected to, unless all are', () => {
    let nowMs = 0;
    const turns = new UpstreamTurns(upstreams, () => nowMs);
    const asked = (count: number): readonly string[] => Array.from({ length: count }, () => turns.next('versioning').slice(-1));
    turns.away('http://b');
    expect(asked(5)).toEqual(['a', 'c', 'a', 'c', 'a']);
    turns.away('http://c');
    expect(asked(2)).toEqual(['a', 'a']);
    turns.away('http://a');
    expect(new Set(asked(6))).toEqual(new Set(['a', 'b', 'c']));
    nowMs = 5000;
    expect(new Set(asked(3))).toEqual(new Set(['a', 'b', 'c']));
    turns.away(one);
    expect(turns.next('repository')).toBe(one);
  });
});
