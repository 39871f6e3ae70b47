import { describe, expect, it } from '@jest/globals';
import { Hearing } from './hearing.js';

describe('Hearing', () => {
  it('lasts as long as the broker answers', () => {
    const hearing = new Hearing();
    expect(hearing.listeningSince(0)).toBeNull();
    for (let at = 100; at <= 10_000; at += 1000) hearing.answered(at);
    expect(hearing.listeningSince(10_000)).toBe(100);
  });

  it('ends with a pause, and begins anew with the next answer', () => {
    const hearing = new Hearing();
    hearing.answered(100);
    expect(hearing.listeningSince(2100)).toBe(100);
    expect(hearing.listeningSince(2101)).toBeNull();
    hearing.answered(5000);
    expect(hearing.listeningSince(5000)).toBe(5000);
  });

  it('begins anew when the consumer does, however short the pause', () => {
    const hearing = new Hearing();
    hearing.answered(100);
    hearing.broken();
    expect(hearing.listeningSince(100)).toBeNull();
    hearing.answered(200);
    expect(hearing.listeningSince(200)).toBe(200);
  });
});
