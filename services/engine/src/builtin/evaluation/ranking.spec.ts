import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { averagePrecision, rocAuc } from './ranking.js';

const rows = fc.array(fc.record({ score: fc.integer({ min: -5, max: 5 }), positive: fc.boolean() }), {
  minLength: 2,
  maxLength: 40,
});
const ranked = (data: readonly { score: number; positive: boolean }[], map = (score: number) => score) => ({
  scores: data.map(({ score }) => map(score)),
  positives: data.map(({ positive }) => positive),
});

describe('rocAuc', () => {
  it('is the fraction of pairs that are ranked right, ties counted half', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const [yes, no] = [data.filter((row) => row.positive), data.filter((row) => !row.positive)];
        fc.pre(yes.length > 0 && no.length > 0);
        const pairs = yes.flatMap((a) => no.map((b) => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)));
        expect(rocAuc(ranked(data))).toBeCloseTo(pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length, 10);
      }),
    );
  });

  it('does not change under a rising transformation and turns round under a falling one', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const area = rocAuc(ranked(data));
        fc.pre(area !== null);
        expect(rocAuc(ranked(data, (score) => Math.exp(score) * 3 + 1))).toBeCloseTo(area as number, 10);
        expect(rocAuc(ranked(data, (score) => -score))).toBeCloseTo(1 - (area as number), 10);
      }),
    );
  });

  it('is null, not 0, where one class is missing', () => {
    expect(rocAuc({ scores: [0.1, 0.9], positives: [true, true] })).toBeNull();
    expect(rocAuc({ scores: [0.1, 0.9], positives: [false, false] })).toBeNull();
    expect(rocAuc({ scores: [], positives: [] })).toBeNull();
  });
});

describe('averagePrecision', () => {
  it('agrees with an example worked by hand', () => {
    // Falling scores: true, false, true, true → precisions 1, 2/3, 3/4 at each gain of 1/3.
    expect(averagePrecision({ scores: [0.9, 0.8, 0.7, 0.6], positives: [1, 0, 1, 1] })).toBeCloseTo(
      (1 + 2 / 3 + 3 / 4) / 3,
      10,
    );
  });

  it('does not depend on the order of rows, ties included', () => {
    fc.assert(
      fc.property(rows, (data) => {
        expect(averagePrecision(ranked(data.toReversed()))).toEqual(averagePrecision(ranked(data)));
      }),
    );
  });

  it('equals the share of positives where all scores are equal, and is null without positives', () => {
    expect(averagePrecision({ scores: [1, 1, 1, 1], positives: [1, 0, 0, 0] })).toBeCloseTo(0.25, 10);
    expect(averagePrecision({ scores: [1, 2], positives: [0, 0] })).toBeNull();
  });
});
