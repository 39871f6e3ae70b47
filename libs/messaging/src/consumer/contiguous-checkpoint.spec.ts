import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ContiguousCheckpoint } from './contiguous-checkpoint.js';

describe('a contiguous checkpoint', () => {
  it('stays below the first unfinished position and passes over what needs nothing', () => {
    const checkpoint = new ContiguousCheckpoint(10);
    checkpoint.begin(12);
    checkpoint.begin(15);
    checkpoint.reach(20);
    expect(checkpoint.value).toBe(11);
    checkpoint.finish(15);
    expect(checkpoint.value).toBe(11);
    checkpoint.finish(12);
    expect(checkpoint.value).toBe(20);
  });

  it('never moves back and never passes what is unfinished, in whatever order things finish', () => {
    const orders = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }).chain((positions) =>
      fc.tuple(fc.constant([...positions].sort((a, b) => a - b)), fc.shuffledSubarray(positions, { minLength: positions.length })),
    );
    fc.assert(
      fc.property(orders, ([begun, finished]) => {
        const checkpoint = new ContiguousCheckpoint(0);
        for (const position of begun) checkpoint.begin(position);
        let before = checkpoint.value;
        finished.forEach((position, index) => {
          checkpoint.finish(position);
          const open = Math.min(Infinity, ...finished.slice(index + 1));
          expect(checkpoint.value).toBe(open === Infinity ? begun.at(-1) : open - 1);
          expect(checkpoint.value).toBeGreaterThanOrEqual(before);
          before = checkpoint.value;
        });
      }),
    );
  });
});
