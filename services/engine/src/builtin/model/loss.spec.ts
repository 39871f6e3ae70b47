import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { output } from '../fixtures/configuration.fixture.js';
import { lossFunction, softmax, type LossFunction } from './loss.js';

const classes = {
  type: 'category',
  idx2str: ['a', 'b', 'c'],
  str2freq: {},
  vocab_size: 3,
  lowercase: false,
  computed_fill_value: null,
  unknown_trained: false,
  encoder: 'onehot',
} as const;
const bools = { type: 'binary', bool2str: ['no', 'yes'], str2bool: {}, computed_fill_value: null } as const;
const numbers = {
  type: 'number',
  normalization: 'zscore',
  mean: 0,
  std: 1,
  min: 0,
  max: 1,
  computed_fill_value: null,
  missing_indicator: false,
} as const;

const weighted = (() => {
  const category = output.category('y');
  return category.type === 'category' ? { ...category, loss: { ...category.loss, class_weights: { b: 3 } } } : category;
})();

const losses: readonly (readonly [string, LossFunction, number, readonly number[]])[] = [
  ['binary', lossFunction(output.binary('y', 2.5), bools), 1, [0, 1, 1]],
  ['category', lossFunction(weighted, classes), 3, [0, 1, 2]],
  ['squared', lossFunction(output.number('y'), numbers), 1, [0.5, -1, 2]],
  ['absolute', lossFunction(output.number('y', 'mean_absolute_error'), numbers), 1, [0.5, -1, 2]],
  ['huber', lossFunction(output.number('y', 'huber'), numbers), 1, [0.5, -1, 2]],
];

describe('lossFunction', () => {
  it.each(losses)('%s has the gradient that small changes of its scores show', (_, lossOf, size, targets) => {
    const scores = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 3 * size, maxLength: 3 * size });
    fc.assert(
      fc.property(scores, fc.nat(3 * size - 1), (values, index) => {
        const wanted = Float32Array.from(targets);
        const row = size === 1 ? index : 0;
        // Kinks of the absolute and the Huber loss have no gradient to compare.
        fc.pre(
          size > 1 ||
            [0, 1].every(
              (kink) => Math.abs(Math.abs((values[row] as number) - (targets[row] as number)) - kink) > 0.05,
            ),
        );
        const shifted = (by: number) =>
          lossOf(
            Float32Array.from(values, (value, i) => (i === index ? value + by : value)),
            wanted,
          ).loss;
        const slope = (shifted(0.01) - shifted(-0.01)) / 0.02;
        expect(lossOf(Float32Array.from(values), wanted).gradient[index]).toBeCloseTo(slope, 2);
      }),
    );
  });

  it('stays finite and exact at extreme scores', () => {
    const [[, binary], [, category]] = losses as [(typeof losses)[number], (typeof losses)[number]];
    expect(binary(Float32Array.of(500), Float32Array.of(0))).toEqual({ loss: 500, gradient: Float32Array.of(1) });
    expect(binary(Float32Array.of(-500), Float32Array.of(0)).loss).toBeCloseTo(0, 12);
    expect(category(Float32Array.of(900, -900, 0), Float32Array.of(0)).loss).toBeCloseTo(0, 12);
    expect(category(Float32Array.of(900, -900, 0), Float32Array.of(1)).loss).toBe(3 * 1800);
  });

  it('turns scores into probabilities that sum to 1 and ignore a common shift', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: -500, max: 500 }),
        (scores, shift) => {
          const probabilities = softmax(Float32Array.from(scores));
          expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
          softmax(Float32Array.from(scores, (score) => score + shift)).forEach((value, i) =>
            expect(value).toBeCloseTo(probabilities[i] as number, 10),
          );
        },
      ),
    );
  });
});
