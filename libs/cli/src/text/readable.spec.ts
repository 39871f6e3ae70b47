import { describe, expect, it } from '@jest/globals';
import { decimal, duration, minuteOf, plain, size, time } from './readable.js';

describe('What people read', () => {
  it.each([
    [null, ''],
    [0, '0 ms'],
    [999, '999 ms'],
    [3377, '3.4 s'],
    [12_345, '12.3 s'],
    [59_949, '59.9 s'],
    [59_999, '1 min 00 s'],
    [60_000, '1 min 00 s'],
    [65_700, '1 min 06 s'],
    [3_599_499, '59 min 59 s'],
    [3_599_999, '1 h 00 min'],
    [7_980_000, '2 h 13 min'],
    [24 * 3_600_000 - 1, '1 d 0 h'],
    [100 * 3_600_000, '4 d 4 h'],
    [95.6 * 3_600_000, '4 d 0 h'],
  ])('%p milliseconds are %p', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('are times without what nobody needs', () => {
    const at = '2026-03-01T10:00:05.123Z';
    expect([time(at), minuteOf(at), time(null)]).toEqual(['2026-03-01 10:00:05', '2026-03-01 10:00', '']);
  });

  it('are numbers that fit, and never 0 for what is not', () => {
    expect([1, 0.98765, -0.5, 0.00012345, 1_234_567.8, null].map(decimal)).toEqual(['1', '0.9877', '-0.5000', '0.000123', '1234567.8', '']);
    expect([0, 999, 13_478, 2.5e9].map(size)).toEqual(['0 B', '999 B', '13.5 KB', '2.5 GB']);
  });

  it('are lists by their items, and documents as JSON', () => {
    expect([['a', 'b'], { a: 1 }, true, undefined].map(plain)).toEqual(['a, b', '{"a":1}', 'true', '']);
  });
});
