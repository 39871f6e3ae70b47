import type { Optimizer as OptimizerConfiguration } from '@daybook/ludwig';
import { describe, expect, it } from '@jest/globals';
import { addRegularization, clipByGlobalNorm, globalNorm } from './gradient-shaping.js';
import { renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { createOptimizer } from './optimizer.js';

const settings: OptimizerConfiguration = {
  type: 'adam',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  momentum: 0,
  weight_decay: 0,
};
/** Value of one parameter that starts at 1 after steps with the given gradients and learning rate 0.1. */
const after = (change: Partial<OptimizerConfiguration>, ...gradients: number[]): number => {
  const values = Float32Array.of(1);
  const optimizer = createOptimizer({ ...settings, ...change }, new Map());
  gradients.forEach((gradient, index) =>
    optimizer.apply(
      new Map([['w/weight', { shape: [1], values }]]),
      new Map([['w/weight', Float32Array.of(gradient)]]),
      0.1,
      index + 1,
    ),
  );
  return values[0] as number;
};

describe('createOptimizer', () => {
  it('takes a first step of the learning rate with adam, whatever the size of the gradient', () => {
    expect(after({}, 5)).toBeCloseTo(0.9, 5);
    expect(after({}, -0.001)).toBeCloseTo(1.1, 3);
  });

  it('follows adam over two steps worked by hand', () => {
    // m = 0.1·2 = 0.2, then 0.9·0.2 + 0.1·1 = 0.28; v = 0.04, then 0.99·0.04 + 0.01 = 0.0496
    const second = 0.28 / (1 - 0.81) / Math.sqrt(0.0496 / (1 - 0.9801));
    expect(after({}, 2, 1)).toBeCloseTo(0.9 - 0.1 * second, 5);
  });

  it('decays weights beside the gradient with adamw and through it with adam', () => {
    expect(after({ type: 'adamw', weight_decay: 0.5 }, 5)).toBeCloseTo(1 * (1 - 0.05) - 0.1, 5);
    expect(after({ type: 'sgd', weight_decay: 0.5 }, 1)).toBeCloseTo(1 - 0.1 * 1.5, 5);
  });

  it('follows sgd, momentum, rmsprop and adagrad worked by hand', () => {
    expect(after({ type: 'sgd' }, 2, 1)).toBeCloseTo(0.7, 5);
    expect(after({ type: 'sgd', momentum: 0.5 }, 2, 1)).toBeCloseTo(1 - 0.2 - 0.2, 5);
    expect(after({ type: 'rmsprop' }, 2)).toBeCloseTo(1 - 0.1 * (2 / Math.sqrt(0.01 * 4)), 4);
    expect(after({ type: 'adagrad' }, 3, 4)).toBeCloseTo(1 - 0.1 - 0.1 * (4 / 5), 5);
  });

  it.each(['adam', 'adamw', 'sgd', 'rmsprop', 'adagrad'] as const)(
    'goes on with restored state as if never interrupted (%s)',
    (type) => {
      const configuration = { ...settings, type, momentum: 0.9, weight_decay: 0.01 };
      const run = (interrupted: boolean) => {
        const parameters = new Map([['w/weight', { shape: [3], values: Float32Array.of(1, -2, 3) }]]);
        let optimizer = createOptimizer(configuration, new Map());
        for (let step = 1; step <= 6; step++) {
          if (interrupted && step === 4) optimizer = createOptimizer(configuration, optimizer.state());
          optimizer.apply(
            parameters,
            new Map([['w/weight', Float32Array.of(Math.sin(step), Math.cos(step), 0.3 * step)]]),
            0.1,
            step,
          );
        }
        return parameters;
      };
      expect(run(true)).toEqual(run(false));
    },
  );
});

describe('gradient shaping', () => {
  it('shortens gradients to the global norm and leaves shorter ones alone', () => {
    const gradients = new Map([
      ['a', Float32Array.of(3)],
      ['b', Float32Array.of(0, 4)],
    ]);
    expect(globalNorm(gradients)).toBe(5);
    clipByGlobalNorm(gradients, 5, 10);
    expect(globalNorm(gradients)).toBe(5);
    clipByGlobalNorm(gradients, 5, 0.5);
    expect(globalNorm(gradients)).toBeCloseTo(0.5, 5);
    expect((gradients.get('b')?.[1] as number) / (gradients.get('a')?.[0] as number)).toBeCloseTo(4 / 3, 5);
  });

  it('adds the penalties to weights and leaves biases free', () => {
    const parameters = new Map([
      ['l/weight', { shape: [2], values: Float32Array.of(2, -3) }],
      ['l/bias', { shape: [1], values: Float32Array.of(9) }],
    ]);
    const gradientsWith = (regularization_type: 'l1' | 'l2' | 'l1_l2') => {
      const gradients = new Map([
        ['l/weight', new Float32Array(2)],
        ['l/bias', new Float32Array(1)],
      ]);
      const { trainer } = renderedConfiguration({
        inputs: [],
        outputs: [],
        trainer: { regularization_type, regularization_lambda: 0.5 },
      });
      addRegularization(trainer, parameters, gradients);
      return [...(gradients.get('l/weight') ?? []), ...(gradients.get('l/bias') ?? [])];
    };
    expect([gradientsWith('l1'), gradientsWith('l2'), gradientsWith('l1_l2')]).toEqual([
      [0.5, -0.5, 0],
      [2, -3, 0],
      [2.5, -3.5, 0],
    ]);
  });
});
