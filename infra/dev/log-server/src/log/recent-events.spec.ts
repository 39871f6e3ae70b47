import { describe, expect, it } from '@jest/globals';
import { RecentEvents } from './recent-events.js';

describe('Recent events', () => {
  it('are found by stream and id until newer ones take their place', () => {
    const recent = new RecentEvents(2);
    recent.add('a', 'x', 0);
    recent.add('a', 'y', 1);
    expect(recent.find('a', 'x')).toBe(0);
    expect(recent.find('b', 'x')).toBeUndefined();
    recent.add('a', 'x', 2);
    recent.add('b', 'z', 0);
    expect([recent.find('a', 'x'), recent.find('a', 'y'), recent.find('b', 'z')]).toEqual([2, undefined, 0]);
  });
});
