import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadPredictor, type Predictor } from '../builtin-predictor.js';
import { input, output, renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { tableOf } from '../fixtures/tables.fixture.js';
import { train } from '../fixtures/training-run.fixture.js';
import type { TrainingResult } from '../training.types.js';

/** So many that the test part is looked at in part only. */
const records = Array.from({ length: 8000 }, (_, index) => ({
  x: (index * 7919) % 100,
  price: 20 + ((index * 7919) % 100) * 3,
  kind: ['low', 'middle', 'high', 'top'][Math.floor(((index * 7919) % 100) / 25)] as string,
  large: (index * 7919) % 100 > 49 ? 'yes' : 'no',
}));
const configuration = renderedConfiguration({
  inputs: [input.number('x')],
  outputs: [output.number('price'), output.category('kind'), output.binary('large')],
  preprocessing: { split: { type: 'random', probabilities: [0.3, 0.1, 0.6] } },
  trainer: { epochs: 5, batch_size: 128 },
});

let result: TrainingResult;
let predictor: Predictor;
beforeAll(async () => {
  result = await train(configuration, tableOf(records));
  predictor = await loadPredictor(result.model);
}, 60_000);

describe('examples of an explanation', () => {
  it.each(['price', 'kind', 'large'] as const)('of %s have what the model answers for the row, and what is true', (name) => {
    const examples = result.explanations.outputs[name]?.examples ?? [];
    expect(examples).toHaveLength(5);
    expect(result.evaluation.parts.test?.rows).toBeGreaterThan(result.explanations.rows);
    for (const { rowNumber, prediction, truth } of examples) {
      const record = records[rowNumber - 1] as (typeof records)[number];
      const [answer] = predictor.predict([{ x: record.x }]).predictions;
      if (typeof prediction === 'number') expect(prediction).toBeCloseTo(answer?.[name]?.prediction as number, 3);
      else expect(prediction).toBe(answer?.[name]?.prediction);
      expect(truth).toBe(name === 'large' ? record.large === 'yes' : record[name]);
    }
  });

  it('say the unit of scores and attributions', () => {
    const unitOf = (name: string) => result.explanations.outputs[name]?.examples[0]?.unit;
    expect(unitOf('large')).toEqual({ name: 'log-odds', size: null });
    expect(unitOf('kind')).toEqual({ name: 'logit above the mean of all classes', size: null });
    const example = result.explanations.outputs['price']?.examples[0];
    expect(example?.unit).toEqual({ name: 'standard deviation of the target', size: expect.any(Number) });
    const { score = 0, unit, prediction } = example ?? {};
    // The mean is 168.5, give or take what falls into the training part.
    expect(Math.abs(168.5 + score * (unit?.size ?? 0) - (prediction as number))).toBeLessThan(3);
  });

  it('explain the class that is answered', () => {
    for (const { label, prediction } of result.explanations.outputs['kind']?.examples ?? []) expect(label).toBe(prediction);
  });
});
