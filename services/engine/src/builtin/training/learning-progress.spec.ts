import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { advance, initialProgress, stopsEarly, type LearningProgress } from './learning-progress.js';

const trainerWith = (change: Parameters<typeof renderedConfiguration>[0]['trainer']) =>
  renderedConfiguration({ inputs: [], outputs: [], ...(change ? { trainer: change } : {}) }).trainer;
const run = (values: readonly (number | null)[], trainer = trainerWith({}), higherIsBetter = true): LearningProgress =>
  values.reduce<LearningProgress>(
    (progress, value, index) =>
      advance(progress, trainer, { epoch: index + 1, steps: (index + 1) * 10, metrics: {}, value, higherIsBetter }),
    initialProgress(trainer),
  );

describe('learning progress', () => {
  it('keeps the first of the best defined values', () => {
    const value = fc.option(
      fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), fc.boolean(), (values, higherIsBetter) => {
        const defined = values.filter((one): one is number => one !== null && Number.isFinite(one));
        const wanted = higherIsBetter ? Math.max(...defined) : Math.min(...defined);
        expect(run(values, trainerWith({}), higherIsBetter).best).toEqual(
          defined.length === 0 ? null : { epoch: values.indexOf(wanted) + 1, value: wanted },
        );
      }),
    );
  });

  it('marks strict improvements only', () => {
    expect(run([1, 1, null, 2, 2, Number.NaN, 3]).history.map(({ best }) => best)).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it('stops after the given evaluations without improvement, never with -1 and never without a best', () => {
    const trainer = trainerWith({ early_stop: 2 });
    expect(
      [
        [1, 0],
        [1, 0, 0],
        [1, 0, 2, 0],
        [null, null, null],
      ].map((values) => stopsEarly(run(values, trainer), trainer)),
    ).toEqual([false, true, false, false]);
    const never = trainerWith({ early_stop: -1 });
    expect(stopsEarly(run([1, 0, 0, 0, 0], never), never)).toBe(false);
  });

  it('reduces the learning rate on plateaus, as often as allowed', () => {
    const trainer = trainerWith({
      learning_rate: 1,
      learning_rate_scheduler: { reduce_on_plateau: 2, reduce_on_plateau_patience: 2, reduce_on_plateau_rate: 0.5 },
    });
    expect(run([1, 0, 0, 0, 0, 0, 0, 0], trainer).history.map(({ learningRate }) => learningRate)).toEqual([
      1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25,
    ]);
  });
});
