import { describe, expect, it } from '@jest/globals';
import { recorded } from '@daybook/testing';
import { TailWindow } from './tail.window.js';

const at = (position: number, data: object = {}) => ({ ...recorded({ type: 'Noted', schemaVersion: 1, data }), stream: `${position % 2 ? 'odd' : 'even'}-1`, position });
const positions = (events: readonly { position: number }[]): readonly number[] => events.map(({ position }) => position);

describe('The window on the tail of the log', () => {
  it('covers what is above the position where it began', () => {
    const window = TailWindow.at(10);
    window.push([at(11), at(14)], 14);
    expect([9, 10, 12, 99].map((position) => window.covers(position))).toEqual([false, true, true, true]);
  });

  it('gives matching events above a position, and says how far that reaches', () => {
    const window = TailWindow.at(0);
    window.push([at(1), at(2), at(3), at(4)], 4);
    const found = (position: number, limit: number, streamPrefixes: readonly string[] = []) => {
      const { events, reached } = window.after(position, { streamPrefixes }, limit);
      return [positions(events), reached];
    };
    expect(found(0, 9)).toEqual([[1, 2, 3, 4], 4]);
    expect(found(2, 9)).toEqual([[3, 4], 4]);
    expect(found(0, 2)).toEqual([[1, 2], 2]);
    expect(found(0, 9, ['odd'])).toEqual([[1, 3], 4]);
    expect(found(0, 1, ['odd', 'none'])).toEqual([[1], 1]);
    expect(found(4, 9)).toEqual([[], 4]);
    expect(found(7, 9)).toEqual([[], 7]);
  });

  it.each([
    { which: 'many', data: {}, count: 10_000, most: 4_096 },
    { which: 'large', data: { text: 'x'.repeat(1_000_000) }, count: 100, most: 9 },
  ])('forgets the oldest when they are too $which, and covers only the rest', ({ data, count, most }) => {
    const window = TailWindow.at(0);
    for (let position = 1; position <= count; position += 1) window.push([at(position, data)], position);
    expect(window.covers(0)).toBe(false);
    expect(window.covers(count - 1)).toBe(true);
    const { events } = window.after(window.from, {}, Infinity);
    expect(positions(events)).toEqual(Array.from({ length: count - window.from }, (__, index) => window.from + 1 + index));
    expect(events.length).toBeLessThanOrEqual(most);
  });
});
